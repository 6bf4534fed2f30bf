package conclave.laws.locks;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.Tally;
import conclave.sim.actor.lock.LockRig;
import conclave.sim.lock.LockFigure;
import conclave.sim.pure.Campaign;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real actors of locks in virtual time, under every fault of the actors' host. */
class ActorLocksTest {

  private static final long FIRST = Long.getLong("conclave.seed", 1);

  /** As many as the build has time for, or those of a replay; more by a name of its own. */
  private static final int SEEDS =
      Integer.getInteger(
          "conclave.actor.lock.seeds", Math.min(20, Integer.getInteger("conclave.seeds", 20)));

  /** With fewer seeds, something may fail to happen by chance. */
  private static final int ENOUGH = 20;

  @Test
  void everySeedKeepsTheLaws() {
    Campaign.Result result =
        Campaign.run(FIRST, SEEDS, new Campaign.Scenario("actors", "ActorLocksTest", LockRig::run));
    System.out.println(result.text());
    assertThat(result.failures()).as("failing seeds").isEmpty();
    if (SEEDS >= ENOUGH) {
      Tally total = result.total();
      assertThat(
              List.of(
                  total.of(LockFigure.GRANTS),
                  total.of(LockFigure.HAND_OVERS),
                  total.of(LockFigure.RENEWALS),
                  total.of(LockFigure.RELEASES),
                  total.of(LockFigure.EXPIRIES)))
          .allMatch(n -> n > 0);
    }
  }
}
