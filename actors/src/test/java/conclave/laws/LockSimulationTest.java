package conclave.laws;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.Fault;
import conclave.sim.lock.LockFigure;
import conclave.sim.lock.LockRun;
import conclave.sim.pure.Campaign;
import conclave.sim.pure.Run;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Locks under every fault: never two holders, tokens that grow, everybody in turn. */
class LockSimulationTest {

  private static final long FIRST = Long.getLong("conclave.seed", 1);
  private static final int SEEDS = Integer.getInteger("conclave.seeds", 500);

  /** With fewer seeds, a fault class may fail to strike by chance. */
  private static final int ENOUGH = 400;

  /** Too rare for so few seeds; the campaign of the map demands them. */
  private static final Set<Fault> RARE = Set.of(Fault.REORDERED_WRITE, Fault.MISDIRECTED_WRITE);

  private static final Campaign.Scenario LOCKS =
      new Campaign.Scenario("actors", "LockSimulationTest", LockRun::of);

  @Test
  void everySeedKeepsTheLaws() {
    Campaign.Result result = Campaign.run(FIRST, SEEDS, LOCKS);
    System.out.println(result.text());
    assertThat(result.failures()).as("failing seeds").isEmpty();
    if (SEEDS >= ENOUGH) {
      requireExercised(result);
    }
  }

  private static void requireExercised(Campaign.Result result) {
    List<Fault> missed =
        Arrays.stream(Fault.values())
            .filter(fault -> !RARE.contains(fault))
            .filter(fault -> !fault.isOfActors() && !fault.isOfMembers())
            .filter(fault -> result.total().of(fault) == 0)
            .toList();
    assertThat(missed).as("faults that never struck").isEmpty();
    List<LockFigure> zero =
        Arrays.stream(LockFigure.values()).filter(f -> result.total().of(f) == 0).toList();
    assertThat(zero).as("what never happened").isEmpty();
    assertThat(result.median(tally -> tally.of(LockFigure.GRANTS)))
        .as("median of grants in a seed")
        .isGreaterThanOrEqualTo(20);
    assertThat(result.median(tally -> tally.of(LockFigure.HAND_OVERS)))
        .as("median of hand-overs in a seed")
        .isGreaterThanOrEqualTo(10);
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    List<Long> first = hashes();
    assertThat(hashes()).isEqualTo(first).doesNotHaveDuplicates();
    System.out.println("ran " + first.size() + " seeds of locks twice: equal trace hashes");
  }

  private static List<Long> hashes() {
    return Campaign.run(FIRST, 30, LOCKS).reports().stream().map(Run.Report::traceHash).toList();
  }
}
