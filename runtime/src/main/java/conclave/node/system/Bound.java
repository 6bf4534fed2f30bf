package conclave.node.system;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import conclave.node.CannotStart;
import conclave.node.HostPort;
import conclave.node.Ports;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where Akka's remoting listens. Behind a proxy, in a container or behind NAT that is not where the
 * others reach it: {@code akka.remote.artery.bind} says so then.
 */
public final class Bound {

  private static final String BIND = "akka.remote.artery.bind.";

  private Bound() {}

  /**
   * Checks that nobody listens there.
   *
   * @param all with {@code akka.remote.artery.bind}
   * @param announced where the others reach this node; bound where nothing else is said
   * @param option the command-line option that gave the announced address, for the message
   * @throws CannotStart when it is occupied, or not an address of this machine
   */
  public static void requireFree(Config all, HostPort announced, String option) {
    String host = all.getString(BIND + "hostname");
    String port = all.getString(BIND + "port");
    if (host.isEmpty() && port.isEmpty()) {
      Ports.requireFree(announced, option);
      return;
    }
    int number = port.isEmpty() ? announced.port() : number(all);
    if (number != 0) { // 0 is any free port
      Ports.requireFree(
          new HostPort(host.isEmpty() ? announced.host() : resolved(host), number),
          "akka.remote.artery.bind");
    }
  }

  private static int number(Config all) {
    try {
      return all.getInt(BIND + "port");
    } catch (ConfigException.WrongType e) {
      throw new CannotStart(
          "%sport = %s: must be a port, or empty for the announced one"
              .formatted(BIND, all.getString(BIND + "port")),
          e);
    }
  }

  /** The words that Akka has for this machine. */
  private static String resolved(String host) {
    try {
      return switch (host) {
        case "<getHostAddress>" -> InetAddress.getLocalHost().getHostAddress();
        case "<getHostName>" -> InetAddress.getLocalHost().getHostName();
        default -> host;
      };
    } catch (UnknownHostException e) {
      throw new CannotStart(BIND + "hostname = " + host + ": this machine has no name", e);
    }
  }
}
