package conclave.replica.supervision;

import akka.actor.typed.SupervisorStrategy;
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

  /** Restarts in place: the reference stays, since peers keep what a path once led to. */
  SupervisorStrategy restart() {
    return SupervisorStrategy.restartWithBackoff(min, max, 0).withResetBackoffAfter(max);
  }
}
