package conclave.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole nodes in this JVM, over loopback, seen through their HTTP API. */
class TwoNodesTest {

  private static final int N1 = 0;
  private static final int N2 = 1;

  /** No disk has as much: every node has this alarm. */
  private static final String ALARM =
      """

      conclave.monitor.alarms.disk-bytes { raise = 1 PiB, clear = 2 PiB, raise-after = 200 ms }
      """;

  @TempDir private Path temp;
  private NodesKit nodes;

  @BeforeEach
  void create() throws IOException {
    nodes = new NodesKit(temp, 2);
    Files.writeString(temp.resolve("node.conf"), ALARM, StandardOpenOption.APPEND);
  }

  @AfterEach
  void stopAll() {
    nodes.close();
  }

  private JsonNode get(int which, String path) {
    return nodes.json(which, path);
  }

  private void awaitNodes(int asked, String what, Predicate<JsonNode> rule) {
    JsonNode[] seen = {null};
    try {
      ClusterKit.await(what, () -> rule.test(seen[0] = get(asked, "/api/v1/nodes")));
    } catch (AssertionError e) {
      throw new AssertionError("n%d sees %s".formatted(asked + 1, seen[0]), e);
    }
  }

  private static boolean is(JsonNode nodes, int index, String status) {
    JsonNode node = nodes.path(index);
    return node.path("status").asText().equals(status)
        && node.path("reachable").asBoolean() == !status.equals("unreachable");
  }

  @Test
  void everyNodeKnowsHowTheOthersDoAndWhatTheGroupsHaveApplied() {
    nodes.start(N1);
    JsonNode alone = get(N1, "/api/v1/nodes");
    assertThat(alone).hasSize(1);
    assertThat(is(alone, 0, "starting")).isTrue();
    nodes.start(N2);
    for (int asked : new int[] {N1, N2}) {
      awaitNodes(
          asked,
          "two nodes that are up, in Akka Cluster too, with figures",
          all ->
              all.path(0).path("akka").asText().equals("up")
                  && all.path(1).path("akka").asText().equals("up")
                  && is(all, 0, "up")
                  && is(all, 1, "up")
                  && all.path(0).path("diskTotal").asLong() > 0
                  && all.path(1).path("diskTotal").asLong() > 0);
      assertThat(get(asked, "/api/v1/nodes").path(1 - asked).path("address").asText())
          .isEqualTo(nodes.address(1 - asked));
      ClusterKit.await("all applied", () -> allApplied(asked));
      awaitNodes(asked, "figures with their age, and alarms", all -> told(all, 0) && told(all, 1));
    }
    askAtOnce();
    nodes.stop(N2);
    awaitNodes(
        N1,
        "a node that is gone, with figures that grow old",
        all ->
            is(all, 0, "up")
                && is(all, 1, "unreachable")
                && has(all, 1, "unreachable")
                && all.path(1).path("ageMs").asLong() > 300);
    nodes.start(N2);
    awaitNodes(N1, "a node that is back", all -> is(all, 1, "up"));
  }

  /** Of the syncs there is an average for ever, once the journal had anything to do. */
  private static boolean told(JsonNode nodes, int index) {
    JsonNode node = nodes.path(index);
    return node.path("ageMs").isNumber()
        && node.path("fsyncMs").isNumber()
        && node.path("fsyncSmoothedMs").asDouble() > 0
        && node.path("pauseMs").isNumber()
        && node.path("gcShare").isNumber()
        && has(nodes, index, "disk-bytes");
  }

  private static boolean has(JsonNode nodes, int index, String alarm) {
    return StreamSupport.stream(nodes.path(index).path("alarms").spliterator(), false)
        .anyMatch(word -> word.asText().equals(alarm));
  }

  private boolean allApplied(int asked) {
    JsonNode groups = get(asked, "/api/v1/raft/groups");
    return groups.size() == 2
        && StreamSupport.stream(groups.spliterator(), false)
            .allMatch(
                g ->
                    g.path("commitIndex").asLong() > 0
                        && g.path("commitIndex").equals(g.path("lastApplied")));
  }

  /** Views of different requests must not get into each other's way. */
  private void askAtOnce() {
    List<CompletableFuture<Integer>> sizes =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            get(i % 2, i % 4 < 2 ? "/api/v1/nodes" : "/api/v1/raft/groups").size()))
            .toList();
    assertThat(sizes).allSatisfy(size -> assertThat(size.join()).isEqualTo(2));
  }
}
