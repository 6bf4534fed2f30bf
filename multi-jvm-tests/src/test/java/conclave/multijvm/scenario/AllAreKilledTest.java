package conclave.multijvm.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * SIGKILL for every process at once, under load: what was acknowledged is there when they are back.
 * It left the processes, that is all this shows: the system keeps what was written and not synced.
 * That it is on the disks is for the simulator, which forgets what was not synced.
 */
@ExtendWith(Clusters.class)
class AllAreKilledTest {

  private static final int ENTRIES = 500;
  private static final int KEYED = 60;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration READ = Duration.ofSeconds(10);

  private final RecordedMaps maps = new RecordedMaps();
  private final Ledger ledger = new Ledger("power-cut");
  private final KeyedPuts keyed = new KeyedPuts("power-cut-keys");

  @Test
  void every_acknowledged_write_is_there_after_the_restart(ClusterProcesses cluster)
      throws Exception {
    List<NodeProcess> nodes = cluster.nodes();
    int underWay;
    String grant;
    try (MapLoad load =
        MapLoad.start(nodes, maps, new MapLoad.Setup("all-killed", 8, TIMEOUT, 11))) {
      for (int i = 0; i < ENTRIES; i++) {
        ledger.mustWrite(nodes.get(i % nodes.size()), "entry-" + i, "value " + i);
      }
      nodes.forEach(keyed::mustSend);
      grant = keyed.acquireLock(nodes.get(0));
      for (int i = 0; i < KEYED; i++) {
        keyed.send(nodes.get(i % nodes.size()));
      }
      // Between two requests a client rests, so a moment without any is possible and proves
      // nothing.
      underWay =
          Patience.seconds(10)
              .until("requests under way", () -> Optional.of(load.underWay()).filter(n -> n >= 4));
      killAtOnce(nodes);
      nodes.forEach(NodeProcess::start);
      cluster.awaitReady(Clusters.START);
    }
    Clusters.awaitAkka(cluster);
    nodes.forEach(ledger::requireAllAt);
    int answered = keyed.requireTheFirstAnswers(nodes);
    assertThat(keyed.statusOfAnotherRequest(nodes.get(0))).isEqualTo(422);
    for (NodeProcess node : nodes) {
      assertThat(keyed.acquireLock(node)).as("the lock at %s", node.name()).isEqualTo(grant);
    }
    int keys = maps.readEverything(nodes, READ);
    System.out.printf(
        "all are killed: %d entries and %d keys of the load read at each of %d nodes afterwards;"
            + " %d under way at the kill, %d done, %d refused, %d unknown;"
            + " %d writes with keys sent again, of them %d answered the first time%n",
        ledger.size(),
        keys,
        nodes.size(),
        underWay,
        maps.count(Kind.DONE),
        maps.count(Kind.REFUSED),
        maps.count(Kind.UNKNOWN),
        keyed.size(),
        answered);
    assertThat(ledger.size()).isEqualTo(ENTRIES);
    assertThat(underWay).as("requests under way at the kill").isPositive();
    assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
  }

  private static void killAtOnce(List<NodeProcess> nodes) {
    CompletableFuture.allOf(
            nodes.stream()
                .map(node -> CompletableFuture.runAsync(node::kill))
                .toArray(CompletableFuture[]::new))
        .join();
  }
}
