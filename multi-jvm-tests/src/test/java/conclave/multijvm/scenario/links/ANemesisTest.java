package conclave.multijvm.scenario.links;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer.Kind;
import conclave.multijvm.nemesis.Nemesis;
import conclave.multijvm.nemesis.Plan;
import conclave.multijvm.nemesis.Recipe;
import conclave.multijvm.nemesis.Victims;
import conclave.multijvm.scenario.Ledger;
import conclave.multijvm.scenario.links.LinkedClusters.Linked;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything at random, under load: what clients saw is linearizable, and service is back. */
@ExtendWith(LinkedClusters.class)
class ANemesisTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration READ = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int CLIENTS = 8;

  private final RecordedMaps maps = new RecordedMaps();
  private final Ledger ledger = new Ledger("nemesis");

  /** Of this seed, one of each kind. */
  @Test
  void a_few_faults(Linked cluster) {
    strike(cluster, Long.getLong("conclave.seed", 57), 6);
  }

  @Test
  @Tag("long")
  void many_faults(Linked cluster) {
    strike(cluster, Long.getLong("conclave.seed", 23), 60);
  }

  private void strike(Linked cluster, long seed, int faults) {
    ClusterProcesses processes = cluster.processes();
    List<String> names = processes.nodes().stream().map(NodeProcess::name).toList();
    Plan plan = Plan.drawn(seed, Recipe.of(names, faults));
    Victims victims = Victims.of(processes, cluster.links());
    long before = processes.awaitLeader().term();
    MapLoad.Setup setup = new MapLoad.Setup("nemesis-" + faults, CLIENTS, TIMEOUT, seed);
    try (MapLoad load = MapLoad.start(processes.nodes(), maps, setup);
        Nemesis nemesis = Nemesis.unleash(plan, victims)) {
      Patience.seconds(60)
          .until("load", () -> Optional.of(load.underWay()).filter(many -> many >= CLIENTS / 2));
      nemesis.await(LIMIT);
      assertThat(nemesis.struck().values().stream().mapToInt(Integer::intValue).sum())
          .isEqualTo(faults);
      System.out.printf(
          "a nemesis over three nodes: seed %d, %s; terms %d to %d; %d done, %d refused, %d"
              + " unknown%n",
          seed,
          nemesis.struck(),
          before,
          processes.awaitLeader().term(),
          maps.count(Kind.DONE),
          maps.count(Kind.REFUSED),
          maps.count(Kind.UNKNOWN));
    }
    processes.nodes().forEach(node -> ledger.mustWrite(node, "after-" + node.name(), "well"));
    processes.nodes().forEach(ledger::requireAllAt);
    maps.readEverything(processes.nodes(), READ);
    assertThat(maps.count(Kind.DONE)).as("requests done").isGreaterThan(50 * faults);
    assertThat(maps.verdict().linearizable()).as("%s, %s", plan, maps.verdict()).isTrue();
  }
}
