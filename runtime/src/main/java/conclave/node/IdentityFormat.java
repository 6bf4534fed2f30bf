package conclave.node;

import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.raft.log.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of an identity: lines of text, so that an operator can read them, closed by a checksum,
 * so that nobody edits them unnoticed.
 *
 * <pre>
 *   conclave-identity 1
 *   node n1 5d1f0c9e2b7a4431
 *   cluster 0f3c...                      once formed
 *   voter n1 5d1f0c9e2b7a4431 127.0.0.1:25521
 *   learner n4 77aa01c2d3e4f506 127.0.0.1:25524
 *   crc32c 9ab3c4d5
 * </pre>
 */
final class IdentityFormat {

  private static final String HEADER = "conclave-identity";
  private static final String VERSION = "1";

  private IdentityFormat() {}

  static byte[] encode(Identity identity) {
    StringBuilder text = new StringBuilder();
    line(text, HEADER, VERSION);
    line(text, "node", id(identity.self()));
    identity
        .membership()
        .ifPresent(
            membership -> {
              line(text, "cluster", membership.clusterId());
              for (Member member : membership.members()) {
                line(
                    text,
                    member.votes() ? "voter" : "learner",
                    id(member.id()) + " " + member.address());
              }
            });
    line(text, "crc32c", checksum(text.toString()));
    return text.toString().getBytes(StandardCharsets.UTF_8);
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
    if (!version.equals(VERSION)) {
      throw new IllegalArgumentException(
          "it has format version %s, this build reads %s".formatted(version, VERSION));
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
    List<Member> members = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "node" -> self = Optional.of(id(words));
        case "cluster" -> cluster = Optional.of(words[1]);
        case "voter" -> members.add(new Member(id(words), words[3], true));
        case "learner" -> members.add(new Member(id(words), words[3], false));
        default -> throw new IllegalArgumentException("it has an unknown line: " + line);
      }
    }
    return new Identity(
        self.orElseThrow(() -> new IllegalArgumentException("it names no node")),
        cluster.map(id -> new Membership(id, members)));
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
