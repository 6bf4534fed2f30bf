package conclave.laws;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.laws.bugs.audit.Wrongs;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.pure.Campaign;
import conclave.sim.pure.Run;
import conclave.sim.pure.SimCluster;
import conclave.sim.world.Invariants.AuditFigure;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Machines go wrong in a way that no reply shows, under every fault: the others find it out,
 * whoever is wrong applies and answers nothing, and in the end all have the same again. That nobody
 * is accused who did nothing, {@link SimulationTest} demands of each of its runs.
 */
class DivergenceTest {

  private static final long FIRST = Long.getLong("conclave.seed", 1);

  /** As many as the build has time for, or those of a replay; more by a name of its own. */
  private static final int SEEDS =
      Integer.getInteger(
          "conclave.audit.seeds", Math.min(40, Integer.getInteger("conclave.seeds", 40)));

  /** A hit may be healed by a restart or a snapshot before anybody looks. */
  private static final int FOUND_OF_100 = 50;

  private final AtomicLong hits = new AtomicLong();

  @Test
  void whoeverGoesWrongIsFoundAndMended() {
    Campaign.Result result =
        Campaign.run(
            FIRST, SEEDS, new Campaign.Scenario("actors", "DivergenceTest", this::runWithWrongs));
    long found = result.total().of(AuditFigure.DIVERGED);
    System.out.printf(
        "simulated %d seeds: machines went wrong %d times, were found wrong %d times, %d"
            + " fingerprints compared%n",
        SEEDS, hits.get(), found, result.total().of(Tally.Count.FINGERPRINTS_COMPARED));
    assertThat(result.failures()).as("failing seeds").isEmpty();
    if (SEEDS >= 40) {
      assertThat(hits.get()).as("wrong machines").isGreaterThan(2L * SEEDS);
      assertThat(100 * found).as("found").isGreaterThan(FOUND_OF_100 * hits.get());
    }
  }

  private Run.Report runWithWrongs(long seed) {
    Simulation simulation = new Simulation(seed);
    Tally tally = new Tally();
    Wrongs wrongs = new Wrongs("n" + (1 + Math.floorMod(seed, 3)));
    SimCluster world = new SimCluster(simulation, 3, wrongs, tally);
    Run.SCENARIO.play(world);
    hits.addAndGet(wrongs.hits());
    world.invariants().require(wrongs.agree(world), "at the end machines differ still");
    return new Run.Report(seed, simulation.traceHash(), tally, simulation.now());
  }
}
