package conclave.node.formation;

import org.junit.jupiter.api.Test;

/**
 * As many seeds of forming as time allows: {@code conclave.soak.seeds}, from {@code conclave.seed}
 * on.
 */
class FormationSoak {

  private static final long FIRST = Long.getLong("conclave.seed", FormationLawsTest.FIRST_SEED);
  private static final int SEEDS = Integer.getInteger("conclave.soak.seeds", 100_000);

  @Test
  void neverTwoClusters() {
    long begin = System.nanoTime();
    String shown = FormationLawsTest.explore(FIRST, SEEDS).toString();
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "forming: seeds %d to %d, %.0f a second: %s%n",
        FIRST, FIRST + SEEDS - 1, SEEDS / seconds, shown);
  }
}
