package conclave.monitor.fitness;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether this node is fit to lead, by its last looks at itself. It falls ill slowly and recovers
 * more slowly, so that leaderships do not go to and fro. One caller at a time.
 */
public final class Fitness {

  /**
   * When it is not.
   *
   * @param limits one for each ailment
   * @param wellAfter after so many looks without a bad one it is well
   */
  public record Limits(Map<Ailment, Limit> limits, int wellAfter) {
    public Limits {
      limits = Map.copyOf(limits);
      if (limits.size() < Ailment.values().length) {
        throw new IllegalArgumentException(
            "no limit for one of " + Arrays.asList(Ailment.values()));
      }
      if (wellAfter < 1 || wellAfter > Limit.MOST_LOOKS) {
        throw new IllegalArgumentException(
            "well after %d looks: must be 1 to %d".formatted(wellAfter, Limit.MOST_LOOKS));
      }
    }
  }

  private final Limits limits;

  /** The last looks, the latest as the lowest bit; set where it was bad. */
  private final Map<Ailment, Long> looks = new EnumMap<>(Ailment.class);

  private final Set<Ailment> sick = EnumSet.noneOf(Ailment.class);

  public Fitness(Limits limits) {
    this.limits = limits;
    for (Ailment ailment : Ailment.values()) {
      looks.put(ailment, 0L);
    }
  }

  /**
   * Takes what a look found. Where that is open the look does not count: each sync of a slow disk
   * takes longer than from one look to the next.
   */
  public void look(Signs signs) {
    for (Ailment ailment : Ailment.values()) {
      if (!signs.isOpen(ailment)) {
        look(ailment, signs.of(ailment));
      }
    }
  }

  /** A look that finds nothing out is no proof of health, but whoever is ill recovers by them. */
  private void look(Ailment ailment, double sign) {
    Limit limit = limits.limits().get(ailment);
    if (!Double.isNaN(sign) || !isWell(ailment)) {
      long bad = sign >= limit.level() ? 1 : 0;
      looks.merge(ailment, bad, (before, now) -> before << 1 | now);
    }
    if (Long.bitCount(last(ailment, limit.of())) >= limit.bad()) {
      sick.add(ailment);
    } else if (isWell(ailment)) {
      sick.remove(ailment);
    }
  }

  private boolean isWell(Ailment ailment) {
    return last(ailment, limits.wellAfter()) == 0;
  }

  private long last(Ailment ailment, int count) {
    return looks.get(ailment) & ((1L << count) - 1);
  }

  public Condition condition() {
    if (!sick.isEmpty()) {
      return Condition.SICK;
    }
    return looks.keySet().stream().allMatch(this::isWell) ? Condition.WELL : Condition.AILING;
  }

  /** What makes it sick, in order; empty unless it is. */
  public Set<Ailment> ailments() {
    return EnumSet.copyOf(sick);
  }
}
