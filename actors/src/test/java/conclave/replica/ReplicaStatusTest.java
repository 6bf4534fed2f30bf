package conclave.replica;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replica says of itself. */
class ReplicaStatusTest {

  private static final Duration WITHIN = Duration.ofSeconds(5);

  @TempDir private Path folder;

  private static ReplicatedMap.Reply put(NodeKit node, String key) {
    return node.ask(
        replyTo ->
            new ReplicatedMap.Put(
                "m", key, new byte[10], Condition.ANY, WITHIN, Optional.empty(), replyTo));
  }

  @Test
  void appliedFollowsCommittedOnEveryNode() throws Exception {
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(1 << 20, 64 << 10))) {
      NodeKit leader = cluster.awaitLeader();
      for (int i = 0; i < 20; i++) {
        assertThat(put(leader, "k" + i)).isInstanceOf(ReplicatedMap.Written.class);
        ReplicaStatus now = leader.status().orElseThrow();
        assertThat(now.applied()).isBetween(i + 1L, now.commit());
      }
      for (NodeKit node : cluster.nodes()) {
        ClusterKit.await(
            "all applied on " + node.id(),
            () ->
                node.status()
                    .filter(s -> s.commit() > 20 && s.applied() == s.commit())
                    .isPresent());
      }
    }
  }
}
