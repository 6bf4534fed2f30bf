package conclave.multijvm.scenario.links;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.model.MapResult;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.load.ServiceAnswer;
import conclave.multijvm.scenario.Clusters;
import conclave.multijvm.scenario.Ledger;
import conclave.multijvm.scenario.links.LinkedClusters.Linked;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The others have dropped the log that a node missed: it comes back through a snapshot. */
@ExtendWith(LinkedClusters.class)
class ANodeIsAwayForLongTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Twice what makes a snapshot, and what is kept behind it. */
  private static final int WRITES = 160;

  private static final String VALUE = "v".repeat(8 << 10);
  private static final int WRITERS = 4;
  private static final String RECEIVED = "Group p0: continues after the leader's snapshot of ";

  private final Ledger ledger = new Ledger("away");

  @Test
  void it_gets_a_snapshot_and_everything_that_came_after(Linked cluster) {
    ClusterProcesses processes = cluster.processes();
    Leader leader = processes.awaitLeader();
    NodeProcess away = processes.others(leader.node()).get(0);
    ledger.mustWrite(leader.node(), "before", "the node was there");
    int from = away.log().size();
    away.kill();
    int written = writeMuch(processes.others(away));
    away.start();
    processes.awaitReady(away, Clusters.START);
    ledger.mustWrite(away, "after", "the node is back");
    int entries = ledger.requireAllAt(away);
    List<String> snapshots =
        away.log().stream().skip(from).filter(line -> line.contains(RECEIVED)).toList();
    System.out.printf(
        "a node was away for long: %d kB written meanwhile; it said \"%s\"; %d entries read"
            + " there%n",
        written * VALUE.length() / 1_000,
        snapshots.isEmpty() ? "nothing" : snapshots.get(0).strip(),
        entries);
    assertThat(snapshots).as("snapshots that it received").isNotEmpty();
    assertThat(entries).isGreaterThan(WRITES / 2);
  }

  private int writeMuch(List<NodeProcess> nodes) {
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try {
      return writeMuch(nodes, writers);
    } finally {
      writers.shutdownNow();
    }
  }

  private int writeMuch(List<NodeProcess> nodes, ExecutorService writers) {
    List<CompletableFuture<ServiceAnswer<MapResult>>> answers =
        IntStream.range(0, WRITES)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> ledger.write(nodes.get(i % 2), "entry-" + i, VALUE + i, TIMEOUT),
                        writers))
            .toList();
    return (int)
        answers.stream()
            .map(CompletableFuture::join)
            .filter(ServiceAnswer.Done.class::isInstance)
            .count();
  }
}
