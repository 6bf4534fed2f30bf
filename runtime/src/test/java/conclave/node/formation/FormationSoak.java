package conclave.node.formation;

import org.junit.jupiter.api.Test;

/** As many seeds of forming as time allows: {@code conclave.soak.seeds}. */
class FormationSoak {

  private static final int SEEDS = Integer.getInteger("conclave.soak.seeds", 100_000);

  @Test
  void neverTwoClusters() {
    long begin = System.nanoTime();
    String shown = FormationLawsTest.explore(SEEDS).toString();
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf("forming: %s, %.0f a second%n", shown, SEEDS / seconds);
  }
}
