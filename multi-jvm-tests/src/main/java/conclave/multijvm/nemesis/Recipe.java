package conclave.multijvm.nemesis;

import conclave.multijvm.links.Delay;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a {@link Plan} is drawn from.
 *
 * @param nodes who may be struck
 * @param faults how many strike, 0 to 10,000
 * @param between one and the next, from half of it to one and a half
 * @param lasting each, from half of it to one and a half
 * @param delay of a link that is slow
 * @param keepsMajority whether at any time a majority is unharmed, and the links between its nodes
 *     are whole; who was killed counts as unharmed from its next start on
 * @param kinds what may strike; one at least
 */
public record Recipe(
    List<String> nodes,
    int faults,
    Duration between,
    Duration lasting,
    Delay delay,
    boolean keepsMajority,
    Set<Kind> kinds) {

  private static final int MOST = 10_000;
  private static final Duration LEAST = Duration.ofMillis(2);

  public Recipe {
    nodes = List.copyOf(nodes);
    kinds = Set.copyOf(kinds);
    require(nodes.size() >= 2, nodes.size() + " nodes: there must be two at least");
    require(faults >= 0 && faults <= MOST, faults + " faults: there must be 0 to " + MOST);
    require(!kinds.isEmpty(), "no kind of fault: there must be one at least");
    require(between.compareTo(LEAST) >= 0, between + " between faults: the least is " + LEAST);
    require(lasting.compareTo(LEAST) >= 0, "lasting " + lasting + ": the least is " + LEAST);
    require(
        !keepsMajority || nodes.size() >= 3,
        nodes.size() + " nodes have no majority without one of them");
  }

  /** All kinds, half a second after one another, for about a second; a majority stays unharmed. */
  public static Recipe of(List<String> nodes, int faults) {
    return new Recipe(
        nodes,
        faults,
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Delay.between(Duration.ofMillis(10), Duration.ofMillis(150)),
        true,
        Set.of(Kind.values()));
  }

  /** The same with faults that last about so long. */
  public Recipe lasting(Duration usual) {
    return new Recipe(nodes, faults, between, usual, delay, keepsMajority, kinds);
  }

  /** The same with these alone. */
  public Recipe only(Set<Kind> some) {
    return new Recipe(nodes, faults, between, lasting, delay, keepsMajority, some);
  }

  /** The same without regard for the majority. */
  public Recipe regardless() {
    return new Recipe(nodes, faults, between, lasting, delay, false, kinds);
  }

  /** How many may be hurt at a time. */
  int mostVictims() {
    return keepsMajority ? (nodes.size() - 1) / 2 : nodes.size();
  }

  private static void require(boolean rule, String sentence) {
    if (!rule) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
