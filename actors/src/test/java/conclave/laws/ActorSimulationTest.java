package conclave.laws;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.Fault;
import conclave.sim.Tally;
import conclave.sim.actor.ActorRun;
import conclave.sim.pure.Campaign;
import conclave.sim.pure.Run;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The real actors under every fault, in virtual time: all laws hold, and each seed is one story.
 */
class ActorSimulationTest {

  private static final long FIRST = Long.getLong("conclave.seed", 1);
  private static final int SEEDS =
      Integer.getInteger("conclave.actor.seeds", Integer.getInteger("conclave.seeds", 200));

  /** As long as the pure host is run; so does the soak, and replays are asked for by this. */
  private static final boolean WHOLE = Boolean.getBoolean("conclave.actor.whole");

  /** With fewer seeds, something may fail to happen by chance. */
  private static final int ENOUGH = 200;

  /** In runs this short; and to whom a snapshot goes cannot be seen from outside of the actors. */
  private static final Set<Fault> RARE =
      Set.of(Fault.REORDERED_WRITE, Fault.MISDIRECTED_WRITE, Fault.RECEIVER_KILLED);

  private static final EnumSet<Tally.Count> RARELY =
      EnumSet.of(
          Tally.Count.TRANSFERS_RESUMED,
          Tally.Count.HEALED,
          Tally.Count.LED_ANEW,
          Tally.Count.HELD_PROPOSALS,
          Tally.Count.HANDOVERS_FAILED,
          Tally.Count.REMOVED_THEMSELVES);

  /** Later JDKs draw otherwise inside Akka; there, one run must do. */
  private static final boolean TWICE = Runtime.version().feature() == 17;

  @Test
  void everySeedKeepsTheLawsAndGivesTheSameTraceTwice() {
    Campaign.Result result =
        Campaign.run(
            FIRST,
            SEEDS,
            new Campaign.Scenario(
                "actors", "ActorSimulationTest", ActorSimulationTest::runAndCompare));
    System.out.println("actors, each seed run " + (TWICE ? "twice, " : "once, ") + result.text());
    assertThat(result.failures()).as("failing seeds").isEmpty();
    if (SEEDS >= ENOUGH) {
      requireExercised(result);
    }
  }

  private static Run.Report run(long seed) {
    return WHOLE ? ActorRun.ofWhole(seed) : ActorRun.of(seed);
  }

  private static Run.Report runAndCompare(long seed) {
    Run.Report first = run(seed);
    if (TWICE) {
      assertThat(run(seed).traceHash())
          .as("trace of seed %d, run again", seed)
          .isEqualTo(first.traceHash());
    }
    return first;
  }

  private static void requireExercised(Campaign.Result result) {
    List<Fault> missed =
        Arrays.stream(Fault.values())
            .filter(fault -> !RARE.contains(fault) && result.total().of(fault) == 0)
            .toList();
    assertThat(missed).as("faults that never struck").isEmpty();
    List<Tally.Count> zero =
        EnumSet.complementOf(RARELY).stream().filter(c -> result.total().of(c) == 0).toList();
    assertThat(zero).as("what never happened").isEmpty();
    assertThat(result.median(tally -> tally.of(Tally.Count.ELECTIONS)))
        .as("median of elections in a seed")
        .isGreaterThanOrEqualTo(2);
    assertThat(result.median(tally -> tally.of(Tally.Count.SNAPSHOTS_TAKEN)))
        .as("median of snapshots in a seed")
        .isGreaterThanOrEqualTo(1);
    assertThat(result.median(tally -> tally.of(Tally.Count.COMMITTED_OPERATIONS)))
        .as("median of operations in a seed")
        .isGreaterThanOrEqualTo(50);
  }
}
