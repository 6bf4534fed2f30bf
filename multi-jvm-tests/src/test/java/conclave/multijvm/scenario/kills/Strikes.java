package conclave.multijvm.scenario.kills;

import conclave.multijvm.scenario.kills.Strike.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Rounds of kills, a pure function of their seed. */
final class Strikes {

  /** What five rounds in a row have, in an order that is drawn. */
  private static final List<Kind> FIVE =
      List.of(Kind.NODE, Kind.LEADER, Kind.LEADER, Kind.TWO, Kind.ALL);

  private static final int LONGEST_AFTER = 1_500;
  private static final int LONGEST_APART = 400;
  private static final int LONGEST_DOWN = 1_500;

  private Strikes() {}

  /**
   * Draws them.
   *
   * @param rounds how many
   * @param nodes of how many a victim is drawn
   */
  static List<Strike> drawn(long seed, int rounds, int nodes) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Strike> strikes = new ArrayList<>();
    List<Kind> left = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      if (left.isEmpty()) {
        left.addAll(FIVE);
      }
      Kind kind = left.remove(random.nextInt(left.size()));
      strikes.add(
          new Strike(
              kind,
              upTo(LONGEST_AFTER, random),
              random.nextInt(nodes),
              upTo(LONGEST_APART, random),
              upTo(LONGEST_DOWN, random),
              random.nextBoolean()));
    }
    return strikes;
  }

  private static Duration upTo(int most, SplittableRandom random) {
    return Duration.ofMillis(random.nextInt(most + 1));
  }
}
