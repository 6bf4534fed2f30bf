package conclave.multijvm.links;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How much later things arrive; their order stays.
 *
 * @param fixed for each
 * @param jitter up to so much more, drawn for each
 */
public record Delay(Duration fixed, Duration jitter) {

  private static final Duration MOST = Duration.ofMinutes(1);

  static final Delay NONE = of(Duration.ZERO);

  public Delay {
    if (fixed.isNegative() || jitter.isNegative() || fixed.plus(jitter).compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "a delay of %s and up to %s more: both must be at least 0, together at most %s"
              .formatted(fixed, jitter, MOST));
    }
  }

  /** The same for everything. */
  public static Delay of(Duration fixed) {
    return new Delay(fixed, Duration.ZERO);
  }

  /** Drawn anew for each, between the two. */
  public static Delay between(Duration least, Duration most) {
    return new Delay(least, most.minus(least));
  }

  long drawNanos(SplittableRandom random) {
    long more = jitter.isZero() ? 0 : random.nextLong(jitter.toNanos() + 1);
    return fixed.toNanos() + more;
  }

  @Override
  public String toString() {
    return jitter.isZero()
        ? fixed.toMillis() + " ms"
        : "%d to %d ms".formatted(fixed.toMillis(), fixed.plus(jitter).toMillis());
  }
}
