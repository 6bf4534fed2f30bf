package conclave.multijvm.links;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A link that is cut and heals again and again. How long each time is drawn, from half of what
 * stands here to one and a half.
 *
 * @param cut how long it is cut
 * @param whole how long it is whole
 */
public record Flaky(Duration cut, Duration whole) {

  private static final Duration LEAST = Duration.ofMillis(2);

  public Flaky {
    if (cut.compareTo(LEAST) < 0 || whole.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          "cut for %s and whole for %s: both must be at least %s".formatted(cut, whole, LEAST));
    }
  }

  long drawNanos(boolean isCut, SplittableRandom random) {
    long usual = (isCut ? cut : whole).toNanos();
    return usual / 2 + random.nextLong(usual);
  }

  @Override
  public String toString() {
    return "cut for about %d ms, whole for about %d ms".formatted(cut.toMillis(), whole.toMillis());
  }
}
