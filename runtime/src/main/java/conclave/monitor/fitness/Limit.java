package conclave.monitor.fitness;

/**
 * When a node has an ailment.
 *
 * @param level a look that finds this or more is bad
 * @param bad so many bad looks
 * @param of among the last so many; the same number where they must follow each other
 */
public record Limit(double level, int bad, int of) {

  /** Looks are kept as the bits of a long. */
  public static final int MOST_LOOKS = 63;

  public Limit {
    if (!(level > 0) || bad < 1 || bad > of || of > MOST_LOOKS) {
      throw new IllegalArgumentException(
          "%d bad looks of %d at %s: must be 1 to %d, and the level positive"
              .formatted(bad, of, level, MOST_LOOKS));
    }
  }
}
