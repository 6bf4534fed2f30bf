package conclave.laws;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.pure.Run;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A check that never fails shows nothing: the simulator finds a planted bug for each law. */
class PlantedBugsTest {

  private static final int SEEDS = 60;

  @ParameterizedTest
  @EnumSource
  void isFound(Plant bug) {
    String found = null;
    long seed = 0;
    while (found == null && seed < SEEDS) {
      seed++;
      try {
        Run.of(seed, bug);
      } catch (RuntimeException e) {
        found = e.toString();
      }
    }
    assertThat(found).as("%s, in %d seeds", bug, SEEDS).isNotNull();
    System.out.printf("%s found by seed %d: %s%n", bug, seed, found.lines().findFirst().orElse(""));
  }
}
