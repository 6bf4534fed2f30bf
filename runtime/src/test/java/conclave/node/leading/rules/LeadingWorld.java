package conclave.node.leading.rules;

import conclave.node.leading.rules.View.Peer;
import conclave.node.leading.rules.View.Seat;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Some nodes and groups, a second at a time, from a seed: nodes fall ill and recover, leaders die,
 * handovers fail. What a node knows of the others is a second old. Watches what may not be.
 */
final class LeadingWorld {

  static final long SECOND = 1_000_000_000L;
  static final int TENURE = 10;
  static final int PREFER = 8;
  static final LeadingRules.Settings SETTINGS =
      new LeadingRules.Settings(true, true, TENURE * SECOND, PREFER * SECOND);

  /** How well a node is: as long as 0 to 2, sick, ailing, well. */
  private enum Health {
    SICK,
    AILING,
    WELL
  }

  /** What is wrong with the rules in this world. */
  enum Plant {
    NOTHING,
    /** Everybody counts as well. */
    HANDS_TO_THE_SICK,
    /** A leadership may be handed over at once. */
    NO_TENURE,
    /** Each thinks that the others should rather lead. */
    GOES_TO_AND_FRO,
    /** Nobody gives up anything. */
    CLINGS;

    View view(View seen) {
      return switch (this) {
        case HANDS_TO_THE_SICK -> peers(seen, true, 0);
        case GOES_TO_AND_FRO -> peers(seen, false, 1);
        case CLINGS -> new View(seen.sick(), seen.priority(), List.of(), seen.seats());
        default -> seen;
      };
    }

    private static View peers(View seen, boolean well, int more) {
      List<Peer> peers =
          seen.peers().stream()
              .map(p -> new Peer(p.node(), p.well() || well, p.priority() + more))
              .toList();
      return new View(seen.sick(), seen.priority(), peers, seen.seats());
    }

    LeadingRules.Settings settings() {
      return this == NO_TENURE
          ? new LeadingRules.Settings(true, true, 0, PREFER * SECOND)
          : SETTINGS;
    }
  }

  /** What happened; moves by their reason. */
  final Map<Move.Why, Integer> moves = new TreeMap<>();

  private final Plant plant;
  private final SplittableRandom random;
  private final List<NodeId> nodes = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private final Map<NodeId, LeadingRules> rules = new HashMap<>();
  private final Map<NodeId, Integer> priorities = new HashMap<>();
  private final Map<NodeId, Health> health = new HashMap<>();
  private Map<NodeId, Health> told = new HashMap<>();
  private final Map<String, NodeId> leaders = new TreeMap<>();
  private final Map<String, Long> movedAt = new HashMap<>();
  private long now;
  private boolean calm;

  LeadingWorld(long seed, Plant plant) {
    this.plant = plant;
    this.random = new SplittableRandom(seed);
    int count = 2 + random.nextInt(4);
    for (int i = 1; i <= count; i++) {
      NodeId node = new NodeId("n" + i, i);
      nodes.add(node);
      rules.put(node, new LeadingRules(node, plant.settings()));
      priorities.put(node, random.nextInt(3) == 0 ? random.nextInt(3) : 1);
      health.put(node, Health.WELL);
    }
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      groups.add("p" + i);
      leaders.put("p" + i, anybody());
    }
    told = new HashMap<>(health);
  }

  private NodeId anybody() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** Trouble for so many seconds. */
  void trouble(int seconds) {
    for (int i = 0; i < seconds; i++) {
      if (random.nextInt(5) == 0) {
        health.put(anybody(), Health.values()[random.nextInt(3)]);
      }
      if (random.nextInt(40) == 0) {
        leaders.put(groups.get(random.nextInt(groups.size())), anybody());
      }
      pass();
    }
  }

  /** Everybody is well, and after a while nobody hands anything over any more. */
  void calm() {
    nodes.forEach(node -> health.put(node, Health.WELL));
    for (int i = 0; i < (groups.size() + 3) * (TENURE + PREFER + 2); i++) {
      pass();
    }
    calm = true;
    for (int i = 0; i < 3 * TENURE; i++) {
      pass();
    }
    int best = priorities.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    Map<NodeId, Integer> led = new HashMap<>();
    nodes.stream().filter(n -> priorities.get(n) == best).forEach(node -> led.put(node, 0));
    for (Map.Entry<String, NodeId> entry : leaders.entrySet()) {
      require(led.containsKey(entry.getValue()), entry + " leads, of a low priority");
      led.merge(entry.getValue(), 1, Integer::sum);
    }
    Set<Integer> counts = new HashSet<>(led.values());
    int least = counts.stream().mapToInt(Integer::intValue).min().orElseThrow();
    int most = counts.stream().mapToInt(Integer::intValue).max().orElseThrow();
    require(most - least <= 1, "led unevenly: " + led);
  }

  private void pass() {
    now += SECOND;
    for (NodeId node : nodes) {
      List<Move> decided = rules.get(node).decide(plant.view(view(node)), now);
      require(decided.size() <= LeadingRules.MOST_AT_ONCE, "a storm: " + decided);
      decided.forEach(move -> handOver(node, move));
    }
    told = new HashMap<>(health);
  }

  private View view(NodeId self) {
    List<Peer> peers =
        nodes.stream()
            .filter(node -> !node.equals(self))
            .map(n -> new Peer(n, told.get(n) == Health.WELL, priorities.get(n)))
            .toList();
    List<Seat> seats =
        groups.stream()
            .map(g -> new Seat(g, Optional.of(leaders.get(g)), Set.copyOf(nodes)))
            .toList();
    return new View(health.get(self) == Health.SICK, priorities.get(self), peers, seats);
  }

  private void handOver(NodeId from, Move move) {
    require(leaders.get(move.group()).equals(from), from + " does not lead " + move);
    require(!move.to().equals(from), "to itself: " + move);
    require(told.get(move.to()) == Health.WELL, move + ", which is not well");
    require(!calm, "all is well, and yet " + move);
    Long last = movedAt.get(move.group());
    require(last == null || now - last >= TENURE * SECOND, move + " right after another one");
    moves.merge(move.why(), 1, Integer::sum);
    boolean taken = calm || random.nextInt(4) != 0;
    if (taken) {
      leaders.put(move.group(), move.to());
      movedAt.put(move.group(), now);
    }
    rules.get(from).over(move.group(), taken, now);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
