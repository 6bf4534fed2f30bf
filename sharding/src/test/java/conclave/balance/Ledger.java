package conclave.balance;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.balance.route.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What was asked, how often it was done, and what its caller was told: of all clients of a test.
 */
final class Ledger {

  /** One request. */
  static final class Line {
    final boolean safe;
    final AtomicInteger executions = new AtomicInteger();
    final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    Line(boolean safe) {
      this.safe = safe;
    }
  }

  final Map<String, Line> lines = new ConcurrentHashMap<>();
  final AtomicInteger inFlight = new AtomicInteger();
  final AtomicInteger answered = new AtomicInteger();
  volatile boolean stopping;

  void asked(String name, boolean safe) {
    lines.put(name, new Line(safe));
    inFlight.incrementAndGet();
  }

  void executed(String name) {
    lines.get(name).executions.incrementAndGet();
  }

  void told(String name, Outcome outcome) {
    List<Outcome> outcomes = lines.get(name).outcomes;
    outcomes.add(outcome);
    if (outcomes.size() == 1) {
      inFlight.decrementAndGet();
      answered.incrementAndGet();
    }
  }

  long count(Class<? extends Outcome> kind, boolean safe) {
    return lines.values().stream()
        .filter(line -> line.safe == safe && kind.isInstance(line.outcomes.get(0)))
        .count();
  }

  long doneTwice() {
    return lines.values().stream().filter(line -> line.executions.get() > 1).count();
  }

  /** One outcome each, and true. */
  void check() {
    lines.forEach(
        (name, line) -> {
          assertThat(line.outcomes).as(name).hasSize(1);
          Outcome outcome = line.outcomes.get(0);
          int times = line.executions.get();
          if (!line.safe) {
            assertThat(times).as("%s, unsafe, %s", name, outcome).isLessThanOrEqualTo(1);
          }
          if (outcome instanceof Outcome.Done done) {
            assertThat(done.reply()).isEqualTo(new Greeting(name));
            assertThat(times).as(name).isPositive();
          } else if (outcome instanceof Outcome.Rejected) {
            assertThat(times).as("%s, %s", name, outcome).isZero();
          }
        });
  }
}
