package conclave.laws.plants;

import conclave.sim.pure.Run;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * One bug that the simulator must find.
 *
 * @param name of the constant that plants it
 * @param source the file in which that stands, from the root of the checkout
 * @param published where such a bug was seen; empty where the law alone demands the plant
 * @param run runs one seed with it, and throws where that finds it
 */
public record PlantedBug(
    String name, String source, String published, LongFunction<Run.Report> run) {

  /**
   * A seed that finds it, and what the simulator says then.
   *
   * @param tried how many seeds it took
   */
  public record Found(long seed, int tried, String sentence) {}

  /** The law that it breaks, or nothing where it breaks another promise. */
  public String law() {
    int end = name.indexOf('_');
    return name.matches("L\\d+_.*") ? name.substring(0, end) : "";
  }

  /** Tries that many seeds, from {@code first} on. */
  public Optional<Found> find(long first, int seeds) {
    for (int i = 0; i < seeds; i++) {
      try {
        run.apply(first + i);
      } catch (RuntimeException e) {
        return Optional.of(new Found(first + i, i + 1, sentence(e)));
      }
    }
    return Optional.empty();
  }

  /** Without the names of the classes that say it. */
  private static String sentence(RuntimeException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    int cause = first.lastIndexOf("Exception: ");
    int broken = first.lastIndexOf("Broken: ");
    return first.substring(Math.max(0, Math.max(cause + 11 * s(cause), broken + 8 * s(broken))));
  }

  private static int s(int found) {
    return found < 0 ? 0 : 1;
  }

  @Override
  public String toString() {
    return name;
  }
}
