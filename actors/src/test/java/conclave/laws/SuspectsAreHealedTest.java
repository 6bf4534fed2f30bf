package conclave.laws;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.Fault;
import conclave.sim.Tally;
import conclave.sim.pure.Campaign;
import conclave.sim.pure.SimCluster;
import org.junit.jupiter.api.Test;

/**
 * Law L6: a journal that is damaged at peace, under a leader that stays, is trusted again within a
 * bound; the scenario asks that of each run. Here nearly each run has one.
 */
class SuspectsAreHealedTest {

  private static final int SEEDS = 30;

  /** Of one node, where no other has lost its memory in this run. */
  private static final SimCluster.Host ROT_AT_PEACE =
      new SimCluster.Host() {
        @Override
        public void begins(SimCluster world) {
          Plant.later(20_800, world, () -> rot(world));
        }

        private void rot(SimCluster world) {
          Tally struck = world.tally();
          boolean all =
              struck.of(Fault.WIPED)
                      + struck.of(Fault.BIT_FLIP)
                      + struck.of(Fault.MISDIRECTED_WRITE)
                  == 0;
          world.nodes().stream()
              .filter(node -> all && node.running() && !node.leads())
              .findFirst()
              .ifPresent(Plant::damage);
        }
      };

  @Test
  void aLeaderThatStaysBeginsAnotherTermForThem() {
    Campaign.Result result = Campaign.run(1, SEEDS, ROT_AT_PEACE);
    assertThat(result.failures()).as("failing seeds").isEmpty();
    long anew = result.total().of(Tally.Count.LED_ANEW);
    System.out.printf("%d seeds, led anew %d times, for damage at peace%n", SEEDS, anew);
    assertThat(anew).isGreaterThan(SEEDS / 3);
  }
}
