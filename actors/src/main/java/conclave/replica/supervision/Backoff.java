package conclave.replica.supervision;

import java.time.Duration;

/**
 * How long somebody stays dead. Doubles with each death, and begins anew after a life of {@code
 * max}.
 *
 * @param min after the first death
 * @param max the longest
 */
public record Backoff(Duration min, Duration max) {

  public Backoff {
    if (min.isNegative() || min.isZero() || max.compareTo(min) < 0) {
      throw new IllegalArgumentException(
          "back-off from " + min + " to " + max + " must be positive and not shrink");
    }
  }

  Duration after(int deaths) {
    Duration delay = min.multipliedBy(1L << Math.min(deaths - 1, 20));
    return delay.compareTo(max) > 0 ? max : delay;
  }
}
