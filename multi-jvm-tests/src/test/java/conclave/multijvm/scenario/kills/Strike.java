package conclave.multijvm.scenario.kills;

import java.time.Duration;

/**
 * One round: some processes are killed, and started again a while later.
 *
 * @param kind who
 * @param after so long after the others serve again
 * @param victim the first of them, as a number from 0; whoever leads has another
 * @param apart from the first kill to the second, where there are two
 * @param down from the last kill to the start
 * @param recovered whether all nodes are ready before; else this one strikes while some come back
 */
record Strike(
    Kind kind, Duration after, int victim, Duration apart, Duration down, boolean recovered) {

  /** Who is killed. */
  enum Kind {
    /** Whichever. */
    NODE(1),
    /** Whoever leads the maps. */
    LEADER(1),
    /** Two shortly after each other, the leader first: no majority is left. */
    TWO(2),
    /** All at one moment. */
    ALL(Integer.MAX_VALUE);

    private final int most;

    Kind(int most) {
      this.most = most;
    }

    /** How many processes of a cluster of that size. */
    int of(int size) {
      return Math.min(most, size);
    }
  }
}
