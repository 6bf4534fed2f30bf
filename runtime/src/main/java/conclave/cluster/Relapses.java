package conclave.cluster;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a node rests when its application failed: longer each time, and as at first again after
 * a life that lasted longer than the longest rest.
 */
final class Relapses {

  private final Duration first;
  private final Duration longest;
  private final DoubleSupplier chance;
  private int inARow;

  /**
   * @param first rest, before anything is added by chance
   * @param longest rest, the same
   * @param chance from 0 to 1: so much of a fifth is added, so that nodes do not fail in step
   */
  Relapses(Duration first, Duration longest, DoubleSupplier chance) {
    this.first = first;
    this.longest = longest;
    this.chance = chance;
  }

  /**
   * It failed once more.
   *
   * @param life for so long it had run
   * @return for so long it rests
   */
  Duration next(Duration life) {
    inARow = life.compareTo(longest) > 0 ? 1 : inARow + 1;
    Duration rest = first;
    for (int i = 1; i < inARow && rest.compareTo(longest) < 0; i++) {
      rest = rest.multipliedBy(2);
    }
    long nanos = Math.min(rest.toNanos(), longest.toNanos());
    return Duration.ofNanos(nanos + (long) (nanos * chance.getAsDouble() / 5));
  }

  /** Failures, none of which was followed by a long life. */
  int inARow() {
    return inARow;
  }
}
