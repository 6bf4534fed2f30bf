package conclave.monitor.fitness;

import conclave.InternalApi;
import java.util.List;

/**
 * How suited a node is to lead, as it tells the others. Fields may be added, and words that a later
 * release knows.
 *
 * @param priority whoever has a higher one shall lead, if well
 * @param condition the label of a {@link Condition}
 * @param ailments the labels of what makes it sick
 */
public record Suitability(int priority, String condition, List<String> ailments) {

  public Suitability {
    condition = condition == null ? "" : condition;
    ailments = ailments == null ? List.of() : List.copyOf(ailments);
  }

  /** Of this node, as it found itself. */
  @InternalApi
  public static Suitability of(int priority, Fitness fitness) {
    return new Suitability(
        priority,
        fitness.condition().label(),
        fitness.ailments().stream().map(Ailment::label).toList());
  }

  /** Whether it may be handed what another one leads; a word that is not known is no yes. */
  public boolean saysWell() {
    return condition.equals(Condition.WELL.label());
  }

  /** Whether it should not lead. */
  public boolean saysSick() {
    return condition.equals(Condition.SICK.label());
  }
}
