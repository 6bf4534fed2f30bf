package conclave.multijvm.scenario.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

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
  private static final Duration WHILE = Duration.ofMillis(1_500);
  private static final Flaky FLAKY = new Flaky(Duration.ofMillis(150), Duration.ofMillis(150));
  private static final int CLIENTS = 8;
  private static final Duration STEP = Duration.ofMillis(50);

  /** Half of what a follower waits for its leader: whoever stands still for so long is excused. */
  private static final Duration STALL = Duration.ofMillis(150);

  private final RecordedMaps maps = new RecordedMaps();

  @Test
  void a_flaky_link_between_followers_costs_no_write_and_no_leader(Linked cluster) {
    ClusterProcesses processes = cluster.processes();
    MapLoad.Setup setup = new MapLoad.Setup("flaky", CLIENTS, TIMEOUT, 19);
    Spells spells = new Spells();
    try (MapLoad load = MapLoad.start(processes.nodes(), maps, setup)) {
      awaitMany(load);
      int calm = pass(processes).done();
      while (!spells.decided()) {
        spells.add(flaky(cluster, calm));
      }
    }
    System.out.println("a flaky link between followers: " + spells);
    maps.readEverything(processes.nodes(), READ);
    assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
    if (spells.showNothing()) {
      abort("what a flaky link costs is not shown: the machine stood still: " + spells);
    }
    assertThat(spells.costNothing()).as("%s", spells).isTrue();
  }

  private static void awaitMany(MapLoad load) {
    Patience.seconds(30)
        .until("load", () -> Optional.of(load.underWay()).filter(many -> many >= CLIENTS / 2));
  }

  private Spells.Spell flaky(Linked cluster, int calm) {
    ClusterProcesses processes = cluster.processes();
    Leader leader = processes.awaitLeader();
    List<String> followers =
        processes.others(leader.node()).stream().map(NodeProcess::name).toList();
    LinkSet between = cluster.links().between(followers.get(0), followers.get(1));
    Traffic before = between.traffic();
    between.flaky(FLAKY);
    Spells.Spell spell = pass(processes);
    between.heal();
    Traffic broken = between.traffic().since(before);
    System.out.printf(
        "a flaky link between followers: %d requests done in %d ms while it was whole, %s; link:"
            + " %s%n",
        calm, WHILE.toMillis(), spell, broken);
    assertThat(broken.reset() + broken.refused()).as("what the flaky link broke").isPositive();
    return spell.sameLeader(spell.leader() && processes.awaitLeader().equals(leader));
  }

  private Spells.Spell pass(ClusterProcesses processes) {
    Leader before = processes.awaitLeader();
    int done = maps.count(Kind.DONE);
    int lost = maps.count(Kind.REFUSED) + maps.count(Kind.UNKNOWN);
    long late = lateness();
    return new Spells.Spell(
        maps.count(Kind.DONE) - done,
        maps.count(Kind.REFUSED) + maps.count(Kind.UNKNOWN) - lost,
        processes.awaitLeader().equals(before),
        late > STALL.toMillis());
  }

  /** Lets the time pass in steps; by how many milliseconds the latest one was late. */
  private static long lateness() {
    long latest = 0;
    for (long step = 0; step < WHILE.dividedBy(STEP); step++) {
      long begun = System.nanoTime();
      Patience.pass(STEP);
      long took = Duration.ofNanos(System.nanoTime() - begun).toMillis();
      latest = Math.max(latest, took - STEP.toMillis());
    }
    return latest;
  }
}
