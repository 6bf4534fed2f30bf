package conclave.sim.pure;

import conclave.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What one node takes for time: a clock that drifts and may jump, and a process that may pause. */
final class SimClock {

  private final Simulation simulation;
  private final double rate;
  private final long skewNanos;
  private final List<long[]> pauses = new ArrayList<>();
  private long pausedUntil;
  private long jumpedNanos;
  private long jumpedAt;

  SimClock(Simulation simulation, RandomGenerator random) {
    this.simulation = simulation;
    this.rate = 0.97 + random.nextDouble() * 0.06;
    this.skewNanos = random.nextLong(Simulation.SECOND * 1000);
  }

  long nanos() {
    return skewNanos + jumpedNanos + (long) (simulation.now() * rate);
  }

  /** In the world's time, how long until this clock shows that. */
  long delayUntil(long deadlineNanos) {
    return (long) ((deadlineNanos - nanos()) / rate) + 1;
  }

  void jump(long nanos) {
    jumpedNanos += nanos;
    jumpedAt = simulation.now();
  }

  void pause(long nanos) {
    long now = simulation.now();
    if (pausedUntil > now) {
      pauses.get(pauses.size() - 1)[1] = now;
    }
    pausedUntil = now + nanos;
    pauses.add(new long[] {now, pausedUntil});
  }

  /** The pauses since then, each as its beginning and its end, in the world's time. */
  List<long[]> pausesSince(long nanos) {
    return pauses.stream()
        .filter(pause -> pause[1] > nanos)
        .map(pause -> new long[] {Math.max(pause[0], nanos), pause[1]})
        .toList();
  }

  /** In the world's time. */
  long pausedUntil() {
    return pausedUntil;
  }

  boolean isPaused() {
    return pausedUntil > simulation.now();
  }

  /** Since when it neither paused nor jumped, in the world's time. */
  long calmSince() {
    return Math.max(pausedUntil, jumpedAt);
  }
}
