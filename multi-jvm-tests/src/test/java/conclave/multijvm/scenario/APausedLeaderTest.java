package conclave.multijvm.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Key;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapResult;
import conclave.history.model.MapResult.Found;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer;
import conclave.multijvm.load.ServiceAnswer.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A leader that stands still and wakes up with requests in its sockets, believing that it leads: it
 * must answer none of them from what it remembers.
 */
@ExtendWith(Clusters.class)
class APausedLeaderTest {

  /** Longer than a pause: the paused node's answers are waited for. */
  private static final Duration TIMEOUT = Duration.ofSeconds(8);

  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final String MAP = "leader-paused";
  private static final int CLIENTS = 8;
  private static final int READERS = 8;

  private final RecordedMaps maps = new RecordedMaps();
  private int fresh;

  @Test
  void another_leads_meanwhile_and_no_read_is_stale(ClusterProcesses cluster) {
    int pauses = Clusters.rounds(2);
    int underWay = 0;
    try (MapLoad load =
        MapLoad.start(cluster.nodes(), maps, new MapLoad.Setup(MAP, CLIENTS, TIMEOUT, 13))) {
      for (int i = 0; i < pauses; i++) {
        int enough = (i + 1) * 300;
        Patience.seconds(30)
            .until(
                "load",
                () -> Optional.of(load.underWay()).filter(any -> maps.count(Kind.DONE) > enough));
        underWay += pauseTheLeader(cluster, i);
      }
    }
    int keys = maps.readEverything(cluster.nodes(), TIMEOUT);
    System.out.printf(
        "a paused leader: %d pauses of %d ms and more; %d requests of the load found on waking, and"
            + " %d of %d reads sent to it after a change elsewhere answered, none stale;"
            + " %d done, %d refused, %d unknown on %d keys%n",
        pauses,
        PAUSE.toMillis(),
        underWay,
        fresh,
        pauses * READERS,
        maps.count(Kind.DONE),
        maps.count(Kind.REFUSED),
        maps.count(Kind.UNKNOWN),
        keys);
    assertThat(underWay).as("requests that the paused leader finds").isGreaterThanOrEqualTo(pauses);
    assertThat(fresh).as("reads answered after the pause").isGreaterThanOrEqualTo(pauses);
    assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
  }

  /** Returns how many requests of the load waited at it. */
  private int pauseTheLeader(ClusterProcesses cluster, int round) {
    Key key = new Key(MAP, "watched-" + round);
    Leader before = cluster.awaitLeader();
    mustWrite(before.node(), new Put(key, "old"));
    before.node().pause();
    Patience.pass(PAUSE);
    List<NodeProcess> others = cluster.others(before.node());
    Leader meanwhile = cluster.awaitLeader(others, Patience.seconds(10));
    mustWrite(meanwhile.node(), new Put(key, "new"));
    int underWay =
        Patience.seconds(30)
            .until(
                "requests that wait at " + before.node(),
                () -> Optional.of(maps.underWayAt(before.node())).filter(many -> many > 0));
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      List<CompletableFuture<ServiceAnswer<MapResult>>> reads =
          IntStream.range(0, READERS)
              .mapToObj(i -> "pause-%d-reader-%d".formatted(round, i))
              .map(
                  name -> (Supplier<ServiceAnswer<MapResult>>) () -> read(name, before.node(), key))
              .map(read -> CompletableFuture.supplyAsync(read, readers))
              .toList();
      Patience.pass(Duration.ofMillis(200)); // the requests are in its sockets by then
      before.node().resume();
      reads.forEach(this::requireFresh);
    } finally {
      readers.shutdownNow();
    }
    cluster.awaitReady(before.node(), Patience.seconds(20));
    assertThat(meanwhile.term()).isGreaterThan(before.term());
    assertThat(cluster.awaitLeader().term()).isGreaterThanOrEqualTo(meanwhile.term());
    return underWay;
  }

  private ServiceAnswer<MapResult> read(String reader, NodeProcess node, Key key) {
    return maps.ask(reader, node, new Get(key), TIMEOUT);
  }

  private void requireFresh(CompletableFuture<ServiceAnswer<MapResult>> read) {
    if (read.join() instanceof ServiceAnswer.Done<MapResult> done) {
      assertThat(done.result())
          .isInstanceOfSatisfying(Found.class, found -> assertThat(found.value()).isEqualTo("new"));
      fresh++;
    }
  }

  private void mustWrite(NodeProcess node, Put put) {
    assertThat(maps.ask("writer", node, put, TIMEOUT)).isInstanceOf(ServiceAnswer.Done.class);
  }
}
