package conclave.laws;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.Fault;
import conclave.sim.Tally;
import conclave.sim.actor.ActorRun;
import conclave.sim.keyed.KeyedRun;
import conclave.sim.lock.LockRun;
import conclave.sim.pure.Campaign;
import conclave.sim.pure.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * As many seeds as time allows, of every simulation in this module: {@code conclave.soak.seeds} of
 * the map from {@code conclave.seed} on, a fifth of that of locks and of requests with keys, a
 * fiftieth on actors. Each line says up to which seed it is through, so that a long soak can be run
 * in pieces and one that was broken off can go on; {@code conclave.soak.only} says of which.
 */
class SimulationSoak {

  private static final long FIRST = Long.getLong("conclave.seed", 1_000_000);
  private static final int SEEDS = Integer.getInteger("conclave.soak.seeds", 100_000);

  /** An expression for the names of the tests. */
  private static final String ONLY = System.getProperty("conclave.soak.only", ".*");

  /** So many at a time, since every run leaves a report. */
  private static final int CHUNK = 500;

  private static final String MAP = "SimulationTest";

  /** Its test runs shorter ones, unless it is told otherwise. */
  private static final String ACTORS = "ActorSimulationTest -Dconclave.actor.whole=true";

  /** With fewer seeds, a fault class may fail to strike by chance. */
  private static final int ENOUGH = 2_000;

  private record Simulations(Campaign.Scenario scenario, int seeds) {
    boolean has(Fault fault) {
      return (scenario.test().equals(ACTORS) || !fault.isOfActors())
          && (scenario.test().equals(MAP) || !fault.isOfMembers());
    }

    @Override
    public String toString() {
      return scenario.test();
    }
  }

  static Stream<Simulations> simulations() {
    return Stream.of(
            new Simulations(new Campaign.Scenario("actors", MAP, Run::of), SEEDS),
            new Simulations(
                new Campaign.Scenario("actors", "LockSimulationTest", LockRun::of), SEEDS / 5),
            new Simulations(
                new Campaign.Scenario("actors", "KeyedRequestsTest", KeyedRun::of), SEEDS / 5),
            new Simulations(new Campaign.Scenario("actors", ACTORS, ActorRun::ofWhole), SEEDS / 50))
        .filter(simulations -> simulations.scenario().test().split(" ")[0].matches(ONLY));
  }

  @ParameterizedTest
  @MethodSource("simulations")
  void everySeedKeepsTheLaws(Simulations simulations) {
    Tally total = new Tally();
    List<String> failures = new ArrayList<>();
    long wall = 0;
    long virtual = 0;
    for (int done = 0; done < simulations.seeds(); done += CHUNK) {
      int count = Math.min(CHUNK, simulations.seeds() - done);
      Campaign.Result part = Campaign.run(FIRST + done, count, simulations.scenario());
      wall += part.wallNanos();
      virtual += part.reports().stream().mapToLong(Run.Report::virtualNanos).sum();
      total.addAll(part.total());
      failures.addAll(part.failures());
      part.failures().forEach(System.out::println);
      System.out.printf(
          "%s: seeds %d to %d, %d of %d, %.1f a second, %.1f virtual hours, %d failures%n",
          simulations,
          FIRST,
          FIRST + done + count - 1,
          done + count,
          simulations.seeds(),
          (done + count) / (wall / 1e9),
          virtual / 3.6e12,
          failures.size());
    }
    System.out.println(total);
    assertThat(failures).as("failing seeds").isEmpty();
    if (simulations.seeds() >= ENOUGH) {
      assertThat(
              Arrays.stream(Fault.values())
                  .filter(simulations::has)
                  .filter(fault -> total.of(fault) == 0))
          .as("faults that never struck")
          .isEmpty();
    }
  }
}
