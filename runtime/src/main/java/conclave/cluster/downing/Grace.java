package conclave.cluster.downing;

/**
 * How long a {@link Downing} waits, in looks of its own: what it does not live through does not
 * count.
 *
 * @param doubt for so long somebody is absent before it is asked by the log
 * @param answer for so long a doubt stands unanswered before the run is given up; and whoever
 *     answered is left in peace for as long
 * @param alone for so long a run to which somebody is absent goes on without an answer of the log:
 *     less than doubt and answer together, so that whoever was given up ended before
 * @param steady after a longer silence of the log, the time for an answer begins anew: whoever is
 *     asked could not reach it either
 */
public record Grace(int doubt, int answer, int alone, int steady) {

  /** The fewest looks that a grace is made of. */
  public static final int LEAST = 4;

  public Grace {
    if (doubt < 1 || answer < 1 || alone < 1 || steady < 1) {
      throw new IllegalArgumentException(
          "no grace: %d, %d, %d, %d".formatted(doubt, answer, alone, steady));
    }
  }

  /**
   * What follows from the time for an answer.
   *
   * @param looks at least {@value #LEAST}
   */
  public static Grace of(int looks) {
    if (looks < LEAST) {
      throw new IllegalArgumentException(looks + " looks are less than " + LEAST);
    }
    return new Grace(Math.max(1, looks / 5), looks, looks * 3 / 4, Math.max(2, looks / 4));
  }
}
