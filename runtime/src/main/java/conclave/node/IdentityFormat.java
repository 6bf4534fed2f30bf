package conclave.node;

import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of an identity: lines of text, so that an operator can read them, closed by a checksum,
 * so that nobody edits them unnoticed.
 *
 * <pre>
 *   conclave-identity 2
 *   node n1 5d1f0c9e2b7a4431
 *   cluster 0f3c...                                once in one
 *   founding-voter n1 5d1f0c9e2b7a4431             who formed it, for ever the same
 *   founding-learner n6 0c77b1a2d3e4f506
 *   member n1 5d1f0c9e2b7a4431 127.0.0.1:25521     who is in it now
 *   member n4 77aa01c2d3e4f506 127.0.0.1:25524
 *   removed                                        once the cluster said so
 *   protocol 2                                     once it promised to speak no less (version 3)
 *   crc32c 9ab3c4d5
 * </pre>
 *
 * <p>Version 4 has a line {@code durability memory} and is written for such a node alone, so that a
 * build which knows nothing of it does not take its directory for one whose journal was lost.
 *
 * <p>Version 1 had the lines {@code voter} and {@code learner}, for those who formed the cluster
 * and were in it; it is read, and written as version 2. Version 3 is written from that promise on,
 * so that builds that would break it, which know versions 1 and 2 alone, do not start here.
 */
final class IdentityFormat {

  private static final String HEADER = "conclave-identity";
  private static final String VERSION = "2";
  private static final String PROMISING_VERSION = "3";
  private static final String VERSION_WITHOUT_A_LOG = "4";
  private static final List<String> KNOWN =
      List.of("1", VERSION, PROMISING_VERSION, VERSION_WITHOUT_A_LOG);
  private static final int TOLD = 2;
  private static final String DURABILITY = "durability";
  private static final String MEMORY = "memory";

  private IdentityFormat() {}

  static byte[] encode(Identity identity) {
    StringBuilder text = new StringBuilder();
    boolean promises = identity.promised().atLeast(TOLD);
    String version = promises ? PROMISING_VERSION : VERSION;
    line(text, HEADER, identity.forgets() ? VERSION_WITHOUT_A_LOG : version);
    line(text, "node", id(identity.self()));
    if (identity.forgets()) {
      line(text, DURABILITY, MEMORY);
    }
    identity.membership().ifPresent(membership -> lines(text, membership));
    if (identity.removed()) {
      text.append("removed\n");
    }
    if (promises) {
      line(text, "protocol", identity.promised().toString());
    }
    line(text, "crc32c", checksum(text.toString()));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void lines(StringBuilder text, Membership membership) {
    line(text, "cluster", membership.clusterId());
    membership.founding().voters().forEach(one -> line(text, "founding-voter", id(one)));
    membership.founding().learners().forEach(one -> line(text, "founding-learner", id(one)));
    membership
        .members()
        .forEach(member -> line(text, "member", id(member.id()) + " " + member.address()));
  }

  /**
   * The identity in these bytes.
   *
   * @throws IllegalArgumentException what is wrong with them, in half a sentence
   */
  static Identity decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int seal = text.lastIndexOf("crc32c ");
    if (!text.startsWith(HEADER + " ") || seal < 0) {
      throw new IllegalArgumentException("it is not an identity file, or its end is missing");
    }
    List<String> lines = text.substring(0, seal).lines().toList();
    String version = lines.get(0).substring(HEADER.length() + 1);
    if (!KNOWN.contains(version)) {
      throw new IllegalArgumentException(
          "it has format version %s, this build reads %s"
              .formatted(version, String.join(", ", KNOWN)));
    }
    String expected = checksum(text.substring(0, seal));
    if (!text.substring(seal).equals("crc32c " + expected + "\n")) {
      throw new IllegalArgumentException("its checksum is not " + expected);
    }
    return parse(lines);
  }

  private static Identity parse(List<String> lines) {
    Optional<NodeId> self = Optional.empty();
    Optional<String> cluster = Optional.empty();
    boolean removed = false;
    ProtocolVersion promised = ProtocolVersion.OLDEST;
    boolean forgets = false;
    Lists lists = new Lists();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "node" -> self = Optional.of(id(words));
        case "cluster" -> cluster = Optional.of(words[1]);
        case "removed" -> removed = true;
        case "protocol" -> promised = new ProtocolVersion(Integer.parseInt(words[1]));
        case DURABILITY -> forgets = isMemory(words);
        default -> lists.read(words);
      }
    }
    return new Identity(
        self.orElseThrow(() -> new IllegalArgumentException("it names no node")),
        cluster.map(lists::membership),
        removed,
        promised,
        forgets);
  }

  private static boolean isMemory(String[] words) {
    if (words.length != 2 || !words[1].equals(MEMORY)) {
      throw new IllegalArgumentException("it has an unknown line: " + String.join(" ", words));
    }
    return true;
  }

  /** The lines that name other nodes. */
  private static final class Lists {
    private final List<NodeId> voters = new ArrayList<>();
    private final List<NodeId> learners = new ArrayList<>();
    private final Map<NodeId, String> members = new LinkedHashMap<>();

    void read(String[] words) {
      switch (words[0]) {
        case "founding-voter" -> voters.add(id(words));
        case "founding-learner" -> learners.add(id(words));
        case "member" -> members.put(id(words), words[3]);
        case "voter" -> {
          voters.add(id(words));
          members.put(id(words), words[3]);
        }
        case "learner" -> {
          learners.add(id(words));
          members.put(id(words), words[3]);
        }
        default ->
            throw new IllegalArgumentException(
                "it has an unknown line: " + String.join(" ", words));
      }
    }

    Membership membership(String cluster) {
      List<Member> all = new ArrayList<>();
      members.forEach((node, address) -> all.add(new Member(node, address, voters.contains(node))));
      return new Membership(cluster, all, new Configuration(voters, learners));
    }
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(' ').append(value).append('\n');
  }

  private static String id(NodeId node) {
    return "%s %016x".formatted(node.name(), node.incarnation());
  }

  private static NodeId id(String[] words) {
    return new NodeId(words[1], Long.parseUnsignedLong(words[2], 16));
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
