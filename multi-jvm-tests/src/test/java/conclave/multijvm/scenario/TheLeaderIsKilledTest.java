package conclave.multijvm.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGKILL for the leader, again and again, under load: service goes on and nothing is lost. */
@ExtendWith(Clusters.class)
class TheLeaderIsKilledTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FAIL_OVER = Duration.ofSeconds(10);
  private static final int CLIENTS = 8;

  private final RecordedMaps maps = new RecordedMaps();
  private final Ledger ledger = new Ledger("fail-over");
  private final List<Long> failOvers = new ArrayList<>();
  private int underWayAtKills;

  @Test
  void writes_go_on_and_nothing_acknowledged_is_missing(ClusterProcesses cluster) {
    int kills = Clusters.rounds(3);
    try (MapLoad load =
        MapLoad.start(
            cluster.nodes(), maps, new MapLoad.Setup("leader-killed", CLIENTS, TIMEOUT, 7))) {
      for (int i = 0; i < kills; i++) {
        killTheLeader(cluster, load, i);
      }
    }
    int keys = maps.readEverything(cluster.nodes(), FAIL_OVER);
    cluster.nodes().forEach(ledger::requireAllAt);
    failOvers.sort(null);
    System.out.printf(
        "the leader is killed: %d times with %d requests under way; next write after"
            + " median %d ms, worst %d ms; %d done, %d refused, %d unknown on %d keys%n",
        kills,
        underWayAtKills,
        failOvers.get(kills / 2),
        failOvers.get(kills - 1),
        maps.count(Kind.DONE),
        maps.count(Kind.REFUSED),
        maps.count(Kind.UNKNOWN),
        keys);
    assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
    assertThat(underWayAtKills).as("requests under way at kills").isGreaterThanOrEqualTo(kills);
    assertThat(maps.count(Kind.DONE)).as("requests done").isGreaterThan(100 * kills);
    assertThat(failOvers.get(kills - 1)).isLessThan(FAIL_OVER.toMillis());
  }

  /** The write waits in the survivor's gateway: no round of retries is part of the time. */
  private void killTheLeader(ClusterProcesses cluster, MapLoad load, int round) {
    Leader leader = cluster.awaitLeader();
    NodeProcess survivor = cluster.others(leader.node()).get(round % 2);
    // Between two requests a client rests, so a moment without any is possible and proves nothing.
    Patience.seconds(10)
        .until(
            "requests under way", () -> Optional.of(load.underWay()).filter(n -> n >= CLIENTS / 2));
    underWayAtKills += load.underWay();
    long killed = System.nanoTime();
    leader.node().kill();
    ledger.mustWrite(survivor, "round-" + round, "written after the kill");
    failOvers.add(Duration.ofNanos(System.nanoTime() - killed).toMillis());
    leader.node().start();
    cluster.awaitReady(leader.node(), Clusters.START);
  }
}
