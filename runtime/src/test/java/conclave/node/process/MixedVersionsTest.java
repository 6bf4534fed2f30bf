package conclave.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.node.CannotStart;
import conclave.node.NodeLauncher.Running;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that speak different versions of the protocol are one cluster, until all speak the later.
 */
class MixedVersionsTest {

  private static final int[] MEMBERS = {0, 1, 2};
  private static final int JOINS = 3;

  /** As a node of the former release, or one that its operator holds back. */
  private static final Map<String, Object> HELD = Map.of("node.newest-protocol", 1);

  @TempDir private Path folder;

  @Test
  void aVersionIsUsedOnceAllMembersSpeakItAndThenForGood() throws IOException {
    try (NodesKit nodes = new NodesKit(folder, 4, MEMBERS.length)) {
      nodes.start(0);
      nodes.start(1);
      nodes.start(2, HELD);
      nodes.awaitReady();
      assertThat(nodes.api(0).put("/api/v1/maps/m/k", utf8("mixed")).status()).isEqualTo(200);
      awaitNewest(nodes, 0, "n1", 2);
      awaitNewest(nodes, 0, "n3", 1);
      nodes.stop(2);
      assertThat(versions(nodes, 0, 1)).as("n3 was held back").containsExactly(1);
      assertThat(identity(0)).startsWith("conclave-identity 2\n");
      nodes.start(2);
      nodes.awaitReady();
      ClusterKit.await(
          "version 2 is in use at every node", () -> versions(nodes, MEMBERS).equals(Set.of(2)));
      for (int which : MEMBERS) {
        assertThat(identity(which)).startsWith("conclave-identity 3\n").contains("\nprotocol 2\n");
        assertThat(nodes.get(which, "/api/v1/maps/m/k").text()).isEqualTo("mixed");
      }
      whoSpeaksLessIsRefused(nodes);
    }
  }

  private void whoSpeaksLessIsRefused(NodesKit nodes) {
    nodes.stop(2);
    assertThatThrownBy(() -> nodes.start(2, HELD))
        .isInstanceOf(CannotStart.class)
        .hasMessage(
            "node n3 promised its cluster to speak protocol version 2 or newer, and would speak 1"
                + " to 1: start a later release, or raise conclave.node.newest-protocol");
    Running late = nodes.start(JOINS, HELD);
    assertThatThrownBy(() -> late.stopped().toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasMessageMatching(
            ".*node n4 cannot join: n\\d\\S* at \\S+: it speaks protocol versions 2 to 2, this node"
                + " 1 to 1");
    nodes.forget(JOINS);
  }

  /** Which versions these nodes say to be in use. */
  private static Set<Integer> versions(NodesKit nodes, int... asked) {
    Set<Integer> versions = new TreeSet<>();
    IntStream.of(asked)
        .forEach(which -> nodes.json(which, "/api/v1/nodes").forEach(n -> add(versions, n)));
    return versions;
  }

  private static void add(Set<Integer> versions, JsonNode node) {
    versions.add(node.path("protocol").asInt());
  }

  private static void awaitNewest(NodesKit nodes, int at, String name, int newest) {
    ClusterKit.await(
        "n%d knows that %s speaks %d".formatted(at + 1, name, newest),
        () -> {
          for (JsonNode node : nodes.json(at, "/api/v1/nodes")) {
            if (node.path("name").asText().equals(name)) {
              return node.path("newestProtocol").asInt() == newest;
            }
          }
          return false;
        });
  }

  private String identity(int which) throws IOException {
    return Files.readString(folder.resolve("n" + which).resolve("identity"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
