package conclave.laws;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.lock.LockRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator of locks finds a bug planted for each of their laws. */
class LockPlantedBugsTest {

  private static final int SEEDS = 60;

  @ParameterizedTest
  @EnumSource
  void isFound(LockPlant bug) {
    String found = null;
    long seed = 0;
    while (found == null && seed < SEEDS) {
      seed++;
      try {
        LockRun.of(seed, bug);
      } catch (RuntimeException e) {
        found = e.toString();
      }
    }
    assertThat(found).as("%s, in %d seeds", bug, SEEDS).isNotNull();
    System.out.printf("%s found by seed %d: %s%n", bug, seed, found.lines().findFirst().orElse(""));
  }
}
