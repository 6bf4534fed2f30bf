package conclave.replica.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.raft.RaftEvent;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members come and go in a cluster of real nodes. */
class MembersClusterTest {

  private static final Duration WITHIN = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private int written;

  private void write(NodeKit node) {
    written++;
    assertThat(
            node.ask(
                replyTo ->
                    new ReplicatedMap.Put(
                        "m",
                        "k" + written,
                        new byte[100],
                        Condition.ANY,
                        WITHIN,
                        Optional.empty(),
                        replyTo)))
        .as("write %d", written)
        .isInstanceOf(ReplicatedMap.Written.class);
  }

  /** Asks whoever leads until it is done. */
  private static Configuration change(ClusterKit cluster, Change wish) {
    Configuration[] done = {null};
    ClusterKit.await(
        wish + " to be done",
        () -> {
          Optional<Change.Outcome> outcome = cluster.awaitLeader().change(wish);
          outcome
              .filter(Change.Outcome.Done.class::isInstance)
              .ifPresent(it -> done[0] = ((Change.Outcome.Done) it).configuration());
          return done[0] != null;
        });
    return done[0];
  }

  private static void awaitVoter(NodeKit node) {
    ClusterKit.await(
        node.id() + " to be a voter by its own log",
        () ->
            node.status()
                .filter(s -> s.configuration().isVoter(node.id()) && s.settled())
                .isPresent());
  }

  @Test
  void aLostDiskIsReplacedAndTheLeaderGoes() throws Exception {
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(16 << 10, 4 << 10))) {
      NodeKit first = cluster.awaitLeader();
      NodeKit lost =
          cluster.nodes().stream().filter(node -> node != first).findFirst().orElseThrow();
      for (int i = 0; i < 120; i++) {
        write(first);
      }
      cluster.terminate(lost);

      NodeId again = new NodeId(lost.id().name(), 999);
      NodeKit fresh = cluster.recruit(folder, again);
      assertThat(cluster.awaitLeader().change(new Change.Add(again)).orElseThrow())
          .asString()
          .contains("NAME_TAKEN");
      assertThat(change(cluster, new Change.Remove(lost.id())).voters()).hasSize(2);
      assertThat(change(cluster, new Change.Add(again)).learners()).containsExactly(again);
      awaitVoter(fresh);
      write(fresh);

      AtomicBoolean told = new AtomicBoolean();
      NodeKit leaving = cluster.awaitLeader();
      leaving.observe(
          (group, event) -> told.compareAndSet(false, event.kind() == RaftEvent.Kind.REMOVED));
      assertThat(change(cluster, new Change.RemoveNamed(leaving.id().name())).voters()).hasSize(2);
      ClusterKit.await("the former leader to be told", told::get);
      assertThat(leaving.status().orElseThrow().removed()).isTrue();
      write(fresh);
      assertThat(cluster.awaitLeader()).isNotSameAs(leaving);
    }
  }
}
