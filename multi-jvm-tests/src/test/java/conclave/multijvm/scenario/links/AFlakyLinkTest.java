package conclave.multijvm.scenario.links;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.links.Flaky;
import conclave.multijvm.links.LinkSet;
import conclave.multijvm.links.Traffic;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer.Kind;
import conclave.multijvm.scenario.links.LinkedClusters.Linked;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two followers lose sight of each other again and again: that costs no write and no leader. */
@ExtendWith(LinkedClusters.class)
class AFlakyLinkTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ = Duration.ofSeconds(10);
  private static final Duration WHILE = Duration.ofSeconds(3);
  private static final Flaky FLAKY = new Flaky(Duration.ofMillis(150), Duration.ofMillis(150));
  private static final int CLIENTS = 8;

  /** Whose machine stands still loses leaders over whole links too. */
  private static final int TRIES = 4;

  private final RecordedMaps maps = new RecordedMaps();

  /**
   * What happened in a while.
   *
   * @param done requests that were answered
   * @param lost requests that were not done, or nobody knows
   * @param leader the same from its begin to its end
   */
  private record While(int done, int lost, boolean leader) {
    boolean spotless() {
      return lost == 0 && leader;
    }
  }

  @Test
  void a_flaky_link_between_followers_costs_no_write_and_no_leader(Linked cluster) {
    ClusterProcesses processes = cluster.processes();
    MapLoad.Setup setup = new MapLoad.Setup("flaky", CLIENTS, TIMEOUT, 19);
    try (MapLoad load = MapLoad.start(processes.nodes(), maps, setup)) {
      awaitMany(load);
      for (int i = 1; i <= TRIES; i++) {
        if (spotless(cluster, i)) {
          break;
        }
        assertThat(i).as("tries, and in none of them nothing was lost").isLessThan(TRIES);
      }
    }
    maps.readEverything(processes.nodes(), READ);
    assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
  }

  private static void awaitMany(MapLoad load) {
    Patience.seconds(30)
        .until("load", () -> Optional.of(load.underWay()).filter(many -> many >= CLIENTS / 2));
  }

  private boolean spotless(Linked cluster, int attempt) {
    ClusterProcesses processes = cluster.processes();
    While calm = pass(processes);
    Leader leader = processes.awaitLeader();
    List<String> followers =
        processes.others(leader.node()).stream().map(NodeProcess::name).toList();
    LinkSet between = cluster.links().between(followers.get(0), followers.get(1));
    Traffic before = between.traffic();
    between.flaky(FLAKY);
    While flaky = pass(processes);
    between.heal();
    Traffic broken = between.traffic().since(before);
    System.out.printf(
        "a flaky link between followers: %d requests done in %d ms while it was whole, %d while it"
            + " was flaky; %d refused or unknown, the leader %s; link: %s (try %d)%n",
        calm.done(),
        WHILE.toMillis(),
        flaky.done(),
        flaky.lost(),
        flaky.leader() ? "stayed" : "changed",
        broken,
        attempt);
    assertThat(broken.reset() + broken.refused()).as("what the flaky link broke").isPositive();
    return flaky.spotless()
        && processes.awaitLeader().equals(leader)
        && flaky.done() > calm.done() / 4;
  }

  private While pass(ClusterProcesses processes) {
    Leader before = processes.awaitLeader();
    int done = maps.count(Kind.DONE);
    int lost = maps.count(Kind.REFUSED) + maps.count(Kind.UNKNOWN);
    Patience.pass(WHILE);
    return new While(
        maps.count(Kind.DONE) - done,
        maps.count(Kind.REFUSED) + maps.count(Kind.UNKNOWN) - lost,
        processes.awaitLeader().equals(before));
  }
}
