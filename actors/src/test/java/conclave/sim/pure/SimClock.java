package conclave.sim.pure;

import conclave.sim.Simulation;
import java.util.random.RandomGenerator;

/** The clock of one node: it began anywhere, runs fast or slow, and may go forward at once. */
final class SimClock {

  private final Simulation simulation;
  private final double rate;
  private final long skewNanos;
  private long jumpedNanos;
  private long jumpedAt;

  SimClock(Simulation simulation, RandomGenerator random) {
    this.simulation = simulation;
    this.rate = 0.97 + random.nextDouble() * 0.06;
    this.skewNanos = random.nextLong(Simulation.SECOND * 1000);
  }

  long now() {
    return skewNanos + jumpedNanos + (long) (simulation.now() * rate);
  }

  /** In the world's time, how long until it shows that. */
  long delayUntil(long deadlineNanos) {
    return (long) ((deadlineNanos - now()) / rate) + 1;
  }

  void jump(long nanos) {
    jumpedNanos += nanos;
    jumpedAt = simulation.now();
  }

  /** In the world's time. */
  long jumpedAt() {
    return jumpedAt;
  }
}
