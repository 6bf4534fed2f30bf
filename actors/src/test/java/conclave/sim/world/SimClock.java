package conclave.sim.world;

import conclave.sim.Simulation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What one node takes for time: a clock that drifts and may jump, and a process that may pause. */
public final class SimClock {

  private final Simulation simulation;
  private final double rate;
  private final boolean jumps;
  private final long skewNanos;
  private final List<long[]> pauses = new ArrayList<>();
  private long pausedUntil;
  private long jumpedNanos;
  private long jumpedAt;
  private final NavigableMap<Long, Long> jumped = new TreeMap<>();

  public SimClock(Simulation simulation, RandomGenerator random) {
    this(simulation, random, 0.97 + random.nextDouble() * 0.06, true);
  }

  /**
   * @param rate seconds that it shows for each that passes
   * @param jumps whether it can go forward at once
   */
  public SimClock(Simulation simulation, RandomGenerator random, double rate, boolean jumps) {
    this.simulation = simulation;
    this.jumps = jumps;
    this.rate = rate;
    this.skewNanos = random.nextLong(Simulation.SECOND * 1000);
  }

  public long nanos() {
    return skewNanos + jumpedNanos + (long) (simulation.now() * rate);
  }

  /** In the world's time, how long until this clock shows that. */
  public long delayUntil(long deadlineNanos) {
    return inWorldTime(deadlineNanos - nanos());
  }

  /** In the world's time, how long such a time by this clock is. */
  public long inWorldTime(long nanos) {
    return (long) (nanos / rate) + 1;
  }

  /** Goes forward at once; false where it can't. */
  public boolean jump(long nanos) {
    if (jumps) {
      jumpedNanos += nanos;
      jumpedAt = simulation.now();
      jumped.merge(jumpedAt, nanos, Long::sum);
    }
    return jumps;
  }

  /** By how much it jumped, each time since then, in the world's time. */
  public Collection<Long> jumpsSince(long nanos) {
    return jumped.tailMap(nanos, true).values();
  }

  public void pause(long nanos) {
    long now = simulation.now();
    if (pausedUntil > now) {
      pauses.get(pauses.size() - 1)[1] = now;
    }
    pausedUntil = now + nanos;
    pauses.add(new long[] {now, pausedUntil});
  }

  /** The pauses since then, each as its beginning and its end, in the world's time. */
  public List<long[]> pausesSince(long nanos) {
    return pauses.stream()
        .filter(pause -> pause[1] > nanos)
        .map(pause -> new long[] {Math.max(pause[0], nanos), pause[1]})
        .toList();
  }

  /** In the world's time. */
  public long pausedUntil() {
    return pausedUntil;
  }

  public boolean isPaused() {
    return pausedUntil > simulation.now();
  }

  /** Since when it neither paused nor jumped, in the world's time. */
  public long calmSince() {
    return Math.max(pausedUntil, jumpedAt);
  }
}
