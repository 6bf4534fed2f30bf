package conclave.serialization;

import java.util.regex.Pattern;

/**
 * Where a node listens, and the paths of its well-known actors there. A path names no incarnation
 * of an actor, so it still reaches a node that was restarted; a reference taken out of a message
 * would not.
 *
 * <p>Resolve a path with {@code ActorRefResolver.get(system).resolveActorRef(path)}. The reference
 * cannot be tested: a peer that is away is silence.
 *
 * @param system the name of the peer's ActorSystem
 * @param host as the peer names itself ({@code akka.remote.artery.canonical.hostname}); IPv6
 *     addresses in brackets
 * @param port 1 to 65535
 */
public record PeerAddress(String system, String host, int port) {

  /** The one system actor under which everything but bulk data lives. */
  public static final String ROOT = "/system/conclave";

  /** Receives what {@link Lanes#isBulk} says; a large-message destination on both sides. */
  public static final String BULK = "/system/conclave-bulk";

  static final int MAX_GROUP_LENGTH = 32;

  private static final int MAX_HOST_LENGTH = 255;
  private static final Pattern SYSTEM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}");
  private static final Pattern HOST =
      Pattern.compile("[a-zA-Z0-9._-]+|\\[[0-9a-fA-F:.]+(%[a-zA-Z0-9]+)?]");

  public PeerAddress {
    check(SYSTEM.matcher(system).matches(), "system", system, "letters, digits, - and _");
    check(
        host.length() <= MAX_HOST_LENGTH && HOST.matcher(host).matches(),
        "host",
        host,
        "a host name, an IPv4 address or an IPv6 address in brackets");
    check(port > 0 && port < 65_536, "port", Integer.toString(port), "1 to 65535");
  }

  /** Takes Raft messages and batches of commands for {@code group}: {@link Wire.ForReplica}. */
  public String replica(String group) {
    return root() + "/replicas/" + requireGroup(group);
  }

  /** Takes answers to the commands of this node's callers: {@link Wire.ForGateway}. */
  public String gateway(String group) {
    return root() + "/gateways/" + requireGroup(group);
  }

  /** Takes any message that {@link Lanes#isBulk} and passes it on inside its node. */
  public String bulk() {
    return authority() + BULK;
  }

  /**
   * Returns {@code group} if it is 1 to 32 of {@code a-z 0-9 -}; else throws an {@link
   * IllegalArgumentException}. Group names are parts of actor paths and of file names.
   */
  public static String requireGroup(String group) {
    boolean fits = !group.isEmpty() && group.length() <= MAX_GROUP_LENGTH;
    for (int i = 0; fits && i < group.length(); i++) {
      char c = group.charAt(i);
      fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    check(fits, "group", group, "1 to 32 of a-z, 0-9 and -");
    return group;
  }

  @Override
  public String toString() {
    return authority();
  }

  private String root() {
    return authority() + ROOT;
  }

  private String authority() {
    return "akka://" + system + "@" + host + ":" + port;
  }

  private static void check(boolean rule, String what, String value, String allowed) {
    if (!rule) {
      throw new IllegalArgumentException(what + " \"" + value + "\" must be " + allowed);
    }
  }
}
