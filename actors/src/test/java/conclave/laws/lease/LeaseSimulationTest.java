package conclave.laws.lease;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.laws.lease.LeaseReplica.Figure;
import conclave.sim.Fault;
import conclave.sim.Tally;
import conclave.sim.pure.Campaign;
import conclave.sim.pure.Run;
import org.junit.jupiter.api.Test;

/** Reads by lease under every fault: linearizable on clocks that keep the bound, and only there. */
class LeaseSimulationTest {

  private static final long FIRST = Long.getLong("conclave.seed", 1);

  /** As many as the build has time for, or those of a replay; more by a name of its own. */
  private static final int SEEDS =
      Integer.getInteger(
          "conclave.lease.seeds", Math.min(40, Integer.getInteger("conclave.seeds", 40)));

  private static Campaign.Result run(long first, int seeds, LeaseHost host) {
    return Campaign.run(
        first,
        seeds,
        new Campaign.Scenario("actors", "LeaseSimulationTest", seed -> Run.of(seed, host)));
  }

  @Test
  void nothingIsStaleWhileClocksKeepTheBound() {
    Campaign.Result result = run(FIRST, SEEDS, LeaseHost.CORRECT);
    Tally total = result.total();
    System.out.printf(
        "leases: %d seeds, %d reads by lease, %d by a round, %d elections, %.1f s%n",
        SEEDS,
        total.of(Figure.READS_BY_LEASE),
        total.of(Figure.READS_BY_ROUND),
        total.of(Tally.Count.ELECTIONS),
        result.wallNanos() / 1e9);
    assertThat(result.failures()).as("failing seeds").isEmpty();
    if (SEEDS >= 40) {
      assertThat(total.of(Figure.READS_BY_LEASE))
          .isGreaterThan(total.of(Figure.READS_BY_ROUND))
          .isGreaterThan(100L * SEEDS);
      assertThat(total.of(Fault.PAUSE)).isPositive();
      assertThat(total.of(Fault.REPLICA_KILLED)).isPositive();
      assertThat(total.of(Tally.Count.HANDED_OVER)).isPositive();
      assertThat(total.of(Tally.Count.CHANGES_DONE)).isPositive();
    }
  }

  /** What the setting means: beyond it, a leader that was deposed answers what was true before. */
  @Test
  void aReadIsStaleWhereClocksDriftBeyondTheBound() {
    int seeds = 0;
    String found = "";
    while (found.isEmpty() && seeds < 60) {
      Campaign.Result result = run(1 + seeds, 4, LeaseHost.drifting(0.3));
      found =
          result.failures().stream()
              .filter(failure -> failure.contains("not linearizable"))
              .findFirst()
              .orElse("");
      seeds += 4;
    }
    System.out.printf("leases beyond the bound: %s%n", found.lines().findFirst().orElse("nothing"));
    assertThat(found).as("a stale read in %d seeds", seeds).isNotEmpty();
  }
}
