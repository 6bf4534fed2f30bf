package conclave.laws;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.Fault;
import conclave.sim.Tally;
import conclave.sim.pure.Campaign;
import conclave.sim.pure.Run;
import conclave.sim.pure.SimCluster;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cluster under every fault: nothing acknowledged is lost, no read is stale, all laws hold. */
class SimulationTest {

  private static final long FIRST = Long.getLong("conclave.seed", 1);
  private static final int SEEDS = Integer.getInteger("conclave.seeds", 2_000);

  /** With fewer seeds, a fault class may fail to strike by chance. */
  private static final int ENOUGH = 1_000;

  @Test
  void everySeedKeepsTheLaws() {
    Campaign.Result result = Campaign.run(FIRST, SEEDS, SimCluster.Host.CORRECT);
    System.out.println(result.text());
    assertThat(result.failures()).as("failing seeds").isEmpty();
    assertThat(Run.FAULTS).as("virtual time under faults").isGreaterThanOrEqualTo(20_000_000_000L);
    if (SEEDS >= ENOUGH) {
      requireExercised(result);
    }
  }

  private static void requireExercised(Campaign.Result result) {
    List<Fault> missed =
        Arrays.stream(Fault.values())
            .filter(fault -> !fault.isOfActors() && result.total().of(fault) == 0)
            .toList();
    assertThat(missed).as("faults that never struck").isEmpty();
    List<Tally.Count> zero =
        Arrays.stream(Tally.Count.values()).filter(c -> result.total().of(c) == 0).toList();
    assertThat(zero).as("what never happened").isEmpty();
    assertThat(result.median(tally -> tally.of(Tally.Count.ELECTIONS)))
        .as("median of elections in a seed")
        .isGreaterThanOrEqualTo(5);
    assertThat(result.median(tally -> tally.of(Tally.Count.COMMITTED_OPERATIONS)))
        .as("median of committed operations in a seed")
        .isGreaterThanOrEqualTo(300);
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    List<Long> first = hashes();
    assertThat(hashes()).isEqualTo(first).doesNotHaveDuplicates();
    System.out.println("ran " + first.size() + " seeds twice: equal trace hashes");
  }

  private static List<Long> hashes() {
    return Campaign.run(FIRST, 30, SimCluster.Host.CORRECT).reports().stream()
        .map(Run.Report::traceHash)
        .toList();
  }
}
