package conclave.laws.plants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How many seeds each planted bug takes: the median over starting points far from each other. With
 * {@code -Drewrite=true} the page shows it.
 */
class PlantsSoak {

  private static final int STARTS = Integer.getInteger("conclave.soak.starts", 20);
  private static final int LIMIT = Integer.getInteger("conclave.soak.limit", 400);
  private static final String BUGS = System.getProperty("conclave.soak.bugs", ".*");
  private static final long BETWEEN = 100_000;

  @Test
  void medians() {
    Map<String, PlantsPage.Measured> measured = new TreeMap<>(PlantsPage.measured());
    int late = 0;
    List<PlantedBug> bugs =
        Catalogue.all().stream().filter(bug -> bug.name().matches(BUGS)).toList();
    for (PlantedBug bug : bugs) {
      int[] tried = tried(bug);
      int median = tried[tried.length / 2];
      String said = median > LIMIT ? "> " + LIMIT : String.valueOf(median);
      System.out.printf("%s: median %s seeds, %s%n", bug, said, Arrays.toString(tried));
      measured.computeIfPresent(bug.name(), (name, was) -> was.median(said));
      late += median > LIMIT ? 1 : 0;
      if (Boolean.getBoolean("rewrite")) {
        PlantsPage.part().holds(PlantsPage.text(measured));
      }
    }
    assertThat(late).as("bugs that most starts do not find within %d seeds", LIMIT).isZero();
  }

  /** In order; a start that does not find it counts as one more than the limit. */
  private static int[] tried(PlantedBug bug) {
    List<Integer> starts = IntStream.rangeClosed(1, STARTS).boxed().toList();
    return starts.parallelStream()
        .mapToInt(
            start ->
                bug.find(start * BETWEEN, LIMIT).map(PlantedBug.Found::tried).orElse(LIMIT + 1))
        .sorted()
        .toArray();
  }
}
