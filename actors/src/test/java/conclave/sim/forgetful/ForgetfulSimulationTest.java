package conclave.sim.forgetful;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.Tally;
import conclave.sim.forgetful.ForgetfulRun.Figure;
import conclave.sim.pure.Campaign;
import org.junit.jupiter.api.Test;

/** Nodes without a log on disk: no majority of nodes that have forgotten ever answers (law L9). */
class ForgetfulSimulationTest {

  private static final long FIRST = Long.getLong("conclave.seed", 1);

  /** As many as the build has time for, or those of a replay; more by a name of its own. */
  private static final int SEEDS =
      Integer.getInteger(
          "conclave.forgetful.seeds", Math.min(150, Integer.getInteger("conclave.seeds", 150)));

  private static final int ENOUGH = 100;

  @Test
  void whoForgotIsTakenInAnewAndALostMajorityStaysLost() {
    Campaign.Result result =
        Campaign.run(
            FIRST,
            SEEDS,
            new Campaign.Scenario("actors", "ForgetfulSimulationTest", ForgetfulRun::of));
    Tally total = result.total();
    System.out.printf(
        "without a log: %d seeds in %.1f s, %d lives ended, %d majorities lost, %d runs served, %d"
            + " promotions%n",
        result.reports().size(),
        result.wallNanos() / 1e9,
        total.of(Figure.LIVES),
        total.of(Figure.LOST_MAJORITIES),
        total.of(Figure.SERVED),
        total.of(Tally.Count.PROMOTIONS));
    assertThat(result.failures()).as("failing seeds").isEmpty();
    if (SEEDS >= ENOUGH) {
      assertThat(total.of(Figure.LOST_MAJORITIES)).isGreaterThan(SEEDS / 10);
      assertThat(total.of(Figure.SERVED)).isGreaterThan(SEEDS / 3);
      assertThat(total.of(Tally.Count.PROMOTIONS)).isGreaterThan(SEEDS);
    }
  }
}
