package conclave.monitor;

import conclave.monitor.alarm.Threshold;
import java.time.Duration;
import java.util.List;

/**
 * How the nodes watch each other; explained in {@code reference.conf}.
 *
 * @param interval between two measurements and heartbeats
 * @param silentIntervals after so many without a word a node counts as unreachable
 * @param thresholds when a figure is an alarm
 */
public record MonitorSettings(Duration interval, int silentIntervals, List<Threshold> thresholds) {

  /** A tenth of an interval, but not shorter: Akka's timers tick no faster. */
  private static final long SHORTEST_BEAT_NANOS = 10_000_000;

  public MonitorSettings {
    if (interval.isNegative() || interval.isZero() || silentIntervals < 1) {
      throw new IllegalArgumentException(
          "the interval %s and the count %d must be positive".formatted(interval, silentIntervals));
    }
    thresholds = List.copyOf(thresholds);
  }

  long patienceNanos() {
    return interval.toNanos() * silentIntervals;
  }

  /** How often the monitor looks whether it still runs. */
  Duration beat() {
    return Duration.ofNanos(Math.max(SHORTEST_BEAT_NANOS, interval.toNanos() / 10));
  }
}
