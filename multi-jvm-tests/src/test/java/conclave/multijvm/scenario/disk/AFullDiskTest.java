package conclave.multijvm.scenario.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import conclave.history.model.MapResult;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.ServiceAnswer;
import conclave.multijvm.scenario.Clusters;
import conclave.multijvm.scenario.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No space left on any node: writes are refused for certain, all else goes on, and it heals. */
class AFullDiskTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final String VALUE = "x".repeat(64 << 10);
  private static final int KEYS = 100;

  /** Two segments of 16 MiB for each of three nodes, and some for snapshots. */
  private static final int DISK_MEGABYTES = 160;

  /** More than the reserved segments hold. */
  private static final int ENOUGH = 2_000;

  private static final int REFUSALS = 20;

  private final Ledger ledger = new Ledger("full");
  private final List<ServiceAnswer<MapResult>> unknown = new ArrayList<>();

  @Test
  void writes_are_refused_for_certain_and_come_back_with_the_space() throws IOException {
    try (SmallDisk disk = mounted(Clusters.folder("full").resolve("disk"))) {
      ClusterProcesses.Setup setup =
          new ClusterProcesses.Setup(Clusters.folder("full"), disk.root(), 3, "128m");
      try (ClusterProcesses cluster = ClusterProcesses.start(setup)) {
        cluster.awaitReady(Clusters.START);
        ledger.mustWrite(cluster.nodes().get(0), "before", "there is space");
        long filled = disk.fill();
        int written = writeUntilRefused(cluster.nodes());
        List<ServiceAnswer<MapResult>> refused = requireRefused(cluster.nodes());
        assertThat(cluster.nodes()).as("nodes with a full disk").allMatch(NodeProcess::alive);
        assertThat(ledger.requireAllAt(cluster.nodes().get(2))).isPositive();
        Leader next = killTheLeader(cluster);
        int readable = ledger.requireAllAt(next.node());
        disk.empty();
        restartAndWrite(cluster);
        cluster.nodes().forEach(ledger::requireAllAt);
        System.out.printf(
            "a full disk: %d MB of filler, then %d writes of %d kB done, %d unknown on the edge,"
                + " %d refused for certain (%s); %d entries read and a new leader elected while"
                + " full; service back by itself, %d entries at every node%n",
            filled / 1_000_000,
            written,
            VALUE.length() / 1_000,
            unknown.size(),
            refused.size(),
            refused.get(0),
            readable,
            ledger.size());
      }
    }
  }

  private static SmallDisk mounted(Path where) {
    try {
      return SmallDisk.mount(where, DISK_MEGABYTES);
    } catch (IOException e) {
      return abort("a full disk is not shown: no file system of our own: " + e.getMessage());
    }
  }

  private int writeUntilRefused(List<NodeProcess> nodes) {
    for (int i = 0; i < ENOUGH; i++) {
      ServiceAnswer<MapResult> answer =
          ledger.write(nodes.get(i % nodes.size()), "fill-" + i % KEYS, VALUE + i / KEYS, TIMEOUT);
      if (answer instanceof ServiceAnswer.Refused) {
        return i;
      }
      if (answer instanceof ServiceAnswer.Unknown) {
        unknown.add(answer);
      }
    }
    throw new AssertionError(ENOUGH + " writes and no refusal: the disk is not full");
  }

  private List<ServiceAnswer<MapResult>> requireRefused(List<NodeProcess> nodes) {
    List<ServiceAnswer<MapResult>> refused = new ArrayList<>();
    for (int i = 0; i < REFUSALS; i++) {
      NodeProcess node = nodes.get(i % nodes.size());
      ServiceAnswer<MapResult> answer = ledger.write(node, "refused-" + i, VALUE, TIMEOUT);
      assertThat(answer)
          .as("write %d on a full disk at %s", i, node.name())
          .isInstanceOfSatisfying(
              ServiceAnswer.Refused.class, no -> assertThat(no.status()).isEqualTo(503));
      refused.add(answer);
    }
    return refused;
  }

  private Leader killTheLeader(ClusterProcesses cluster) {
    Leader leader = cluster.awaitLeader();
    leader.node().kill();
    Leader next = cluster.awaitLeader(cluster.others(leader.node()), Patience.seconds(20));
    assertThat(next.term()).isGreaterThan(leader.term());
    return next;
  }

  private void restartAndWrite(ClusterProcesses cluster) {
    cluster.nodes().stream().filter(node -> !node.alive()).forEach(NodeProcess::start);
    cluster.awaitReady(Clusters.START);
    for (NodeProcess node : cluster.nodes()) {
      Patience.seconds(30)
          .until(
              "a write at " + node.name() + " after there is space",
              () ->
                  Optional.of(ledger.write(node, "after-" + node.name(), "space", TIMEOUT))
                      .filter(ServiceAnswer.Done.class::isInstance));
    }
  }
}
