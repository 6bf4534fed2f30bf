package conclave.sim.pure;

import conclave.sim.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** Many seeds, on as many threads as there are processors: each run has its own world. */
public final class Campaign {

  /**
   * What the seeds showed together.
   *
   * @param failures a sentence each, with the line that replays it
   */
  public record Result(
      List<Run.Report> reports, List<String> failures, Tally total, long wallNanos) {

    public long median(ToLongFunction<Tally> figure) {
      long[] sorted =
          reports.stream()
              .mapToLong(report -> figure.applyAsLong(report.tally()))
              .sorted()
              .toArray();
      return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** A report for people. */
    public String text() {
      double virtualHours = reports.stream().mapToLong(Run.Report::virtualNanos).sum() / 3.6e12;
      return "simulated %d seeds, %.1f virtual hours, in %.1f s%n%s%n  medians: elections %d, committed operations %d"
          .formatted(
              reports.size() + failures.size(),
              virtualHours,
              wallNanos / 1e9,
              total,
              median(tally -> tally.of(Tally.Count.ELECTIONS)),
              median(tally -> tally.of(Tally.Count.COMMITTED_OPERATIONS)));
    }
  }

  /**
   * What is run for each seed.
   *
   * @param module where the test stands, for the line that replays a seed
   * @param test its class
   */
  public record Scenario(String module, String test, LongFunction<Run.Report> one) {}

  private Campaign() {}

  /** Runs the seeds {@code first} to {@code first + count - 1} of the map. */
  public static Result run(long first, int count, SimCluster.Host host) {
    return run(first, count, new Scenario("actors", "SimulationTest", seed -> Run.of(seed, host)));
  }

  /** Runs the seeds {@code first} to {@code first + count - 1}. */
  public static Result run(long first, int count, Scenario scenario) {
    long begin = System.nanoTime();
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<Run.Report>> runs = new ArrayList<>();
      for (long seed = first; seed < first + count; seed++) {
        long one = seed;
        runs.add(threads.submit(() -> scenario.one().apply(one)));
      }
      return collect(first, scenario, runs, begin);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Result collect(
      long first, Scenario scenario, List<Future<Run.Report>> runs, long begin) {
    List<Run.Report> reports = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    Tally total = new Tally();
    for (int i = 0; i < runs.size(); i++) {
      try {
        Run.Report report = runs.get(i).get();
        reports.add(report);
        total.addAll(report.tally());
      } catch (ExecutionException e) {
        failures.add(failure(first + i, scenario, e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted at seed " + (first + i), e);
      }
    }
    return new Result(reports, failures, total, System.nanoTime() - begin);
  }

  private static String failure(long seed, Scenario scenario, Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return "seed %d: %s%n    at %s%n    replay: mvn -B -pl %s test -Dtest=%s -Dconclave.seed=%d -Dconclave.seeds=1"
        .formatted(
            seed,
            cause,
            trace.length > 0 ? trace[0] : "?",
            scenario.module(),
            scenario.test(),
            seed);
  }
}
