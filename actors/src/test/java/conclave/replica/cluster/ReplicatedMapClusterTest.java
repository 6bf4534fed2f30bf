package conclave.replica.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.map.ReplicatedMap;
import conclave.map.ReplicatedMap.Found;
import conclave.map.ReplicatedMap.Written;
import conclave.map.table.Condition;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicatedMapClusterTest {

  private static final Duration WITHIN = Duration.ofSeconds(5);

  @TempDir private Path folder;

  private static ReplicatedMap.Reply put(NodeKit node, String key, byte[] value) {
    return node.ask(
        replyTo ->
            new ReplicatedMap.Put(
                "m", key, value, Condition.ANY, WITHIN, Optional.empty(), replyTo));
  }

  private static ReplicatedMap.Reply put(NodeKit node, String key, Condition condition) {
    return node.ask(
        replyTo ->
            new ReplicatedMap.Put(
                "m", key, bytes("new"), condition, WITHIN, Optional.empty(), replyTo));
  }

  private static ReplicatedMap.Reply get(NodeKit node, String key) {
    return node.ask(replyTo -> new ReplicatedMap.Get("m", key, false, WITHIN, replyTo));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ReplicatedMap.Reply reply) {
    assertThat(reply).isInstanceOf(Found.class);
    return new String(((Found) reply).value(), StandardCharsets.UTF_8);
  }

  @Test
  void whatOneNodeWroteEveryOtherReads() throws Exception {
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(1 << 20, 64 << 10))) {
      assertThat(put(cluster.nodes().get(0), "k", bytes("v"))).isInstanceOf(Written.class);
      for (NodeKit node : cluster.nodes()) {
        assertThat(text(get(node, "k"))).isEqualTo("v");
      }
      long version = ((Written) put(cluster.nodes().get(1), "k", Condition.ANY)).version();
      assertThat(put(cluster.nodes().get(2), "k", Condition.ABSENT))
          .isEqualTo(new ReplicatedMap.Mismatch(version));
      assertThat(put(cluster.nodes().get(2), "k", Condition.version(version)))
          .isInstanceOf(Written.class);
      assertThat(
              cluster
                  .nodes()
                  .get(0)
                  .ask(replyTo -> new ReplicatedMap.Delete("m", "k", WITHIN, replyTo)))
          .isInstanceOf(ReplicatedMap.Deleted.class);
      assertThat(get(cluster.nodes().get(1), "k")).isEqualTo(new ReplicatedMap.NotFound());
      assertThat(put(cluster.nodes().get(1), "", bytes("v")))
          .isInstanceOf(ReplicatedMap.Rejected.class);
      everyNodeReadsItsOwnWrites(cluster);
    }
  }

  private static ReplicatedMap.Reply getSince(NodeKit node, String key, long version) {
    return node.ask(replyTo -> new ReplicatedMap.GetSince("m", key, version, WITHIN, replyTo));
  }

  private static void everyNodeReadsItsOwnWrites(ClusterKit cluster) {
    for (int i = 0; i < 60; i++) {
      NodeKit writer = cluster.nodes().get(i % 3);
      NodeKit reader = cluster.nodes().get((i + 1 + i / 3 % 2) % 3);
      long version = ((Written) put(writer, "own", bytes("v" + i))).version();
      assertThat(text(getSince(reader, "own", version))).isEqualTo("v" + i);
    }
    ReplicatedMap.Reply early = getSince(cluster.nodes().get(0), "own", 1_000);
    assertThat(early).isInstanceOf(ReplicatedMap.Rejected.class);
    assertThat(((ReplicatedMap.Rejected) early).message()).contains("no change has that version");
  }

  @Test
  void valuesOfAlmostOneMebibyteTravelByTheBulkLane() throws Exception {
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(8 << 20, 64 << 10))) {
      byte[] large = new byte[(1 << 20) - 4096];
      for (int i = 0; i < 6; i++) {
        assertThat(put(cluster.nodes().get(i % 3), "large" + i, large)).isInstanceOf(Written.class);
      }
      for (NodeKit node : cluster.nodes()) {
        assertThat(((Found) get(node, "large5")).value()).isEqualTo(large);
      }
    }
  }

  @Test
  void anotherNodeLeadsAfterTheLeadersSystemEndedAndNothingIsLost() throws Exception {
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(1 << 20, 64 << 10))) {
      NodeKit first = cluster.awaitLeader();
      for (int i = 0; i < 50; i++) {
        assertThat(put(first, "k" + i, bytes("v" + i))).isInstanceOf(Written.class);
      }
      cluster.terminate(first);
      long begin = System.nanoTime();
      NodeKit other = cluster.up().get(0);
      assertThat(put(other, "after", bytes("x"))).isInstanceOf(Written.class);
      long failOverMillis = (System.nanoTime() - begin) / 1_000_000;
      for (int i = 0; i < 50; i++) {
        assertThat(text(get(cluster.up().get(1), "k" + i))).isEqualTo("v" + i);
      }
      cluster.restart(first);
      assertThat(text(get(first, "after"))).isEqualTo("x");
      System.out.println("fail-over: first write after " + failOverMillis + " ms");
      assertThat(failOverMillis).isLessThan(4_000);
    }
  }
}
