package conclave.laws.plants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The page of planted bugs names all of them, as the source describes them. Rewritten, it names a
 * seed that finds each.
 */
class PlantsPageTest {

  private static final int SEEDS = 60;

  @Test
  void thePageNamesEveryBug() {
    Map<String, PlantsPage.Measured> measured = new HashMap<>(PlantsPage.measured());
    if (Boolean.getBoolean("rewrite")) {
      Catalogue.all().forEach(bug -> measured.compute(bug.name(), (name, was) -> now(bug, was)));
    }
    PlantsPage.part().holds(PlantsPage.text(measured));
  }

  private static PlantsPage.Measured now(PlantedBug bug, PlantsPage.Measured before) {
    PlantsPage.Measured was = before == null ? PlantsPage.Measured.NOTHING : before;
    return bug.find(was.seed(), 1)
        .or(() -> bug.find(1, SEEDS))
        .map(was::found)
        .orElseThrow(() -> new AssertionError(bug + " is not found by " + SEEDS + " seeds"));
  }

  @Test
  void everyBugHasANameOfItsOwnAndASentence() {
    List<PlantedBug> all = Catalogue.all();
    assertThat(new HashSet<>(all.stream().map(PlantedBug::name).toList())).hasSameSizeAs(all);
    assertThat(all).hasSizeGreaterThanOrEqualTo(40);
    assertThat(all.stream().filter(bug -> !bug.published().isEmpty()).count())
        .as("bugs that were published")
        .isGreaterThanOrEqualTo(20);
    assertThat(PlantsPage.text(Map.of())).doesNotContain("` |  |");
  }
}
