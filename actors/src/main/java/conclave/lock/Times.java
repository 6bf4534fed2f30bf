package conclave.lock;

import conclave.lock.table.LockCommand;
import java.time.Duration;

/** Durations that callers give: nothing they say overflows. */
final class Times {

  /** As good as for ever, and still no danger to a clock of nanoseconds. */
  static final Duration FOREVER = Duration.ofDays(3_650);

  private static final Duration LONGEST_WAIT = Duration.ofMillis(LockCommand.MAX_WAIT_MS);
  private static final Duration MOST = Duration.ofDays(1);

  private Times() {}

  /** Whole milliseconds, rounded down, and no more than those of {@link #FOREVER} either way. */
  static long millis(Duration time) {
    return bounded(time).toMillis();
  }

  /** Nanoseconds, and no more than those of {@link #FOREVER} either way. */
  static long nanos(Duration time) {
    return bounded(time).toNanos();
  }

  private static Duration bounded(Duration time) {
    if (time.compareTo(FOREVER) > 0) {
      return FOREVER;
    }
    return time.compareTo(FOREVER.negated()) < 0 ? FOREVER.negated() : time;
  }

  /** So long one request may wait; else an IllegalArgumentException. */
  static void requireWait(Duration waitAtMost) {
    if (waitAtMost.compareTo(LONGEST_WAIT) > 0) {
      throw new IllegalArgumentException(
          "a wait must be at most %s, not %s".formatted(LONGEST_WAIT, waitAtMost));
    }
  }

  /** Within so long a request is answered; else an IllegalArgumentException. */
  static Duration requireWithin(Duration within) {
    if (within.isNegative() || within.isZero() || within.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "a request is answered within more than nothing and up to a day, not within " + within);
    }
    return within;
  }
}
