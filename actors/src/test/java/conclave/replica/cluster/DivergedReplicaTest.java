package conclave.replica.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.laws.wrong.SaltedMap;
import conclave.machine.StateMachine;
import conclave.map.ReplicatedMap;
import conclave.map.ReplicatedMap.Written;
import conclave.map.table.Condition;
import conclave.map.table.MapTable;
import conclave.raft.RaftEvent;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real replicas, of which one goes wrong in a way that no reply shows. */
class DivergedReplicaTest {

  private static final Duration WITHIN = Duration.ofSeconds(10);

  private record Heard(NodeKit node, RaftEvent.Kind kind) {}

  @TempDir private Path folder;

  private final AtomicBoolean strike = new AtomicBoolean();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();

  private static boolean put(NodeKit node) {
    return node.ask(
            replyTo ->
                new ReplicatedMap.Put(
                    "m", "k", new byte[8], Condition.ANY, WITHIN, Optional.empty(), replyTo))
        instanceof Written;
  }

  private boolean heard(RaftEvent.Kind kind) {
    return heard.stream().anyMatch(event -> event.kind() == kind);
  }

  @Test
  void itIsFoundAndMendedAndTheOthersGoOn() throws Exception {
    try (ClusterKit cluster =
        ClusterKit.start(folder, ClusterKit.defaults(1 << 20, 64 << 10), this::machines)) {
      for (NodeKit node : cluster.nodes()) {
        node.observe((group, event) -> heard.add(new Heard(node, event.kind())));
        ClusterKit.await("a write at " + node.id(), () -> put(node));
      }
      assertThat(heard(RaftEvent.Kind.DIVERGED)).as("nobody went wrong").isFalse();
      strike.set(true);
      ClusterKit.await(
          "somebody is found wrong",
          () -> put(cluster.nodes().get(0)) && heard(RaftEvent.Kind.DIVERGED));
      ClusterKit.await("it is given another state", () -> heard(RaftEvent.Kind.INSTALLED));
      for (NodeKit node : cluster.nodes()) {
        ClusterKit.await("another write at " + node.id(), () -> put(node));
      }
      assertThat(heard.stream().filter(event -> event.kind() == RaftEvent.Kind.DIVERGED))
          .as("only one was wrong, once")
          .hasSize(1);
    }
  }

  /** The first of the three to apply something after the strike is hit, and no other. */
  private Map<String, StateMachine> machines() {
    return Map.of(MapTable.NAME, new SaltedMap(() -> strike.compareAndSet(true, false)));
  }
}
