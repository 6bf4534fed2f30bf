package conclave.laws.plants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A check that never fails shows nothing: the simulator finds every planted bug. The seed that the
 * page names comes first; whoever changes the simulator shifts what seeds do, so others follow.
 */
class PlantedBugsTest {

  private static final int SEEDS = 60;

  static List<PlantedBug> bugs() {
    return Catalogue.all();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isFound(PlantedBug bug) {
    long known = PlantsPage.measured(bug).seed();
    Optional<PlantedBug.Found> found = bug.find(known, 1).or(() -> bug.find(1, SEEDS));
    assertThat(found).as("%s, by seed %d or one of %d", bug, known, SEEDS).isPresent();
    if (found.get().seed() != known) {
      System.out.printf(
          "%s is found by seed %d no more, but by %d: %s%n",
          bug, known, found.get().seed(), PlantsPage.COMMAND);
    }
  }
}
