package conclave.monitor;

import java.time.Duration;

/**
 * How the nodes watch each other; explained in {@code reference.conf}.
 *
 * @param interval between two measurements and heartbeats
 * @param silentIntervals after so many without a word a node counts as unreachable
 */
public record MonitorSettings(Duration interval, int silentIntervals) {

  public MonitorSettings {
    if (interval.isNegative() || interval.isZero() || silentIntervals < 1) {
      throw new IllegalArgumentException(
          "the interval %s and the count %d must be positive".formatted(interval, silentIntervals));
    }
  }

  long patienceNanos() {
    return interval.toNanos() * silentIntervals;
  }
}
