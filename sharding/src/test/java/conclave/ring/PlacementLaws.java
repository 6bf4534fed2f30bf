package conclave.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must hold of every plan, over a history of members that come, go and change their weights.
 * Computed from the tables alone, by other means than the planner's.
 */
final class PlacementLaws {

  /** A planner: the real one, or one with a bug. */
  @FunctionalInterface
  interface Plans {
    Optional<Rebalance> plan(PartitionTable base, Collection<Weighted> members, int partitions);
  }

  /** What becomes of the members. Weight 0 in a join or reweigh drains. */
  record Step(Kind kind, int node, int weight) {
    enum Kind {
      JOIN,
      LEAVE,
      REWEIGH,
      NOTHING
    }

    static Step random(Random random) {
      Kind kind = Kind.values()[random.nextInt(4)];
      return new Step(kind, random.nextInt(20), random.nextInt(9));
    }
  }

  /** How much was exercised. */
  static final class Seen {
    int steps;
    int plans;
    int moves;
    int empty;
    int joins;
    int leaves;
    int nobody;

    void add(Seen other) {
      steps += other.steps;
      plans += other.plans;
      moves += other.moves;
      empty += other.empty;
      joins += other.joins;
      leaves += other.leaves;
      nobody += other.nobody;
    }

    @Override
    public String toString() {
      return "%d steps, %d plans with %d moves, %d that changed nothing, %d joins and %d leaves among equals, %d without anybody to own"
          .formatted(steps, plans, moves, empty, joins, leaves, nobody);
    }
  }

  private final Plans plans;
  private final int partitions;
  private final Random random;
  private final TreeMap<NodeId, Weighted> members = new TreeMap<>();
  private final Seen seen = new Seen();
  private PartitionTable table = PartitionTable.NONE;

  private PlacementLaws(Plans plans, int partitions, long seed) {
    this.plans = plans;
    this.partitions = partitions;
    this.random = new Random(seed);
  }

  /** Runs a history; an AssertionError or another exception names what was broken. */
  static Seen check(Plans plans, int partitions, List<Step> steps) {
    PlacementLaws laws = new PlacementLaws(plans, partitions, steps.hashCode());
    steps.forEach(laws::take);
    return laws.seen;
  }

  private void take(Step step) {
    seen.steps++;
    NodeId node = new NodeId("n" + step.node() / 2, 1 + step.node() % 2);
    switch (step.kind()) {
      case JOIN -> members.put(node, new Weighted(node, step.weight()));
      case LEAVE -> members.remove(node);
      case REWEIGH -> members.computeIfPresent(node, (n, old) -> new Weighted(n, step.weight()));
      case NOTHING -> {}
    }
    if (members.values().stream().allMatch(member -> member.weight() == 0)) {
      seen.nobody++;
      assertThatThrownBy(() -> plans.plan(table, members.values(), partitions))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nobody can own");
      return;
    }
    Optional<Rebalance> plan = deterministic();
    if (plan.isEmpty()) {
      seen.empty++;
      assertThat(table.weights()).containsExactlyElementsOf(members.values());
      return;
    }
    PartitionTable before = table;
    table = before.with(plan.get());
    seen.plans++;
    assertThat(table.epoch()).isEqualTo(before.epoch() + 1);
    total();
    quotas();
    minimal(before, plan.get());
    monotone(before);
    assertThat(plans.plan(table, members.values(), partitions)).as("the same again").isEmpty();
  }

  /** Properties 6 and 8: whatever the order of the input, the same bytes. */
  private Optional<Rebalance> deterministic() {
    List<Weighted> shuffled = new ArrayList<>(members.values());
    Collections.shuffle(shuffled, random);
    Optional<Rebalance> plan = plans.plan(table, members.values(), partitions);
    Optional<Rebalance> again = plans.plan(table, shuffled, partitions);
    Optional<Rebalance> hashed = plans.plan(table, new HashSet<>(shuffled), partitions);
    assertThat(again).as("in another order").isEqualTo(plan);
    assertThat(hashed).as("in the order of hashes").isEqualTo(plan);
    return plan;
  }

  /** Properties 1 and 2. */
  private void total() {
    List<NodeId> eligible =
        members.values().stream().filter(m -> m.weight() > 0).map(Weighted::node).toList();
    for (int p = 0; p < partitions; p++) {
      assertThat(eligible).as("owner of %d", p).contains(table.owner(p));
      int n = 1 + random.nextInt(6);
      List<NodeId> owners = table.owners(p, n);
      assertThat(owners).hasSize(Math.min(n, eligible.size())).doesNotHaveDuplicates();
      assertThat(owners.get(0)).isEqualTo(table.owner(p));
      assertThat(eligible).containsAll(owners);
    }
  }

  private int held(PartitionTable of, NodeId node) {
    int held = 0;
    for (int p = 0; p < of.partitions(); p++) {
      held += of.owner(p).equals(node) ? 1 : 0;
    }
    return held;
  }

  /** Property 3: within one of the exact share. */
  private void quotas() {
    long sum = members.values().stream().mapToLong(Weighted::weight).sum();
    assertThat(table.members()).hasSize(members.size());
    for (PartitionTable.Member member : table.members()) {
      int held = held(table, member.node());
      assertThat(member.partitions()).isEqualTo(held);
      double exact = (double) partitions * members.get(member.node()).weight() / sum;
      assertThat(Math.abs(held - exact)).as("%s of %s", member, exact).isLessThan(1);
    }
  }

  private int moved(PartitionTable before) {
    int moved = 0;
    for (int p = 0; p < partitions; p++) {
      moved += before.epoch() == 0 || !before.owner(p).equals(table.owner(p)) ? 1 : 0;
    }
    return moved;
  }

  /** Property 4: no table within the quotas is nearer to the one before. */
  private void minimal(PartitionTable before, Rebalance plan) {
    int moved = moved(before);
    seen.moves += moved;
    assertThat(plan.moves()).hasSize(moved);
    int forced = 0;
    TreeSet<NodeId> everybody = new TreeSet<>(members.keySet());
    before.members().forEach(member -> everybody.add(member.node()));
    for (NodeId node : everybody) {
      forced += Math.max(0, held(before, node) - held(table, node));
    }
    assertThat(moved).as("moved").isEqualTo(before.epoch() == 0 ? partitions : forced);
    assertThat(moved).as("moved").isEqualTo(leastMoves(before));
  }

  /**
   * The least that any rounding allows, found by trying, for each member in turn, both roundings:
   * least[r] is the least with r partitions more than all rounded down.
   */
  private int leastMoves(PartitionTable before) {
    long sum = members.values().stream().mapToLong(Weighted::weight).sum();
    int leavers = partitions;
    int down = 0;
    int[] least = {0};
    for (Weighted member : members.values()) {
      long share = (long) partitions * member.weight();
      int floor = (int) (share / sum);
      int held = before.epoch() == 0 ? 0 : held(before, member.node());
      leavers -= held;
      down += floor;
      int[] next = new int[least.length + 1];
      for (int r = 0; r < next.length; r++) {
        int rounded = r < least.length ? least[r] + Math.max(0, held - floor) : 1 << 20;
        boolean mayRoundUp = r > 0 && share % sum > 0;
        int up = mayRoundUp ? least[r - 1] + Math.max(0, held - floor - 1) : 1 << 20;
        next[r] = Math.min(rounded, up);
      }
      least = next;
    }
    return leavers + least[partitions - down];
  }

  /** Property 5, which no rounding can keep where weights differ. */
  private void monotone(PartitionTable before) {
    boolean equal =
        before.epoch() > 0
            && members.values().stream().mapToInt(Weighted::weight).distinct().count() == 1
            && before.weights().stream().mapToInt(Weighted::weight).distinct().count() == 1;
    TreeSet<NodeId> came = new TreeSet<>(members.keySet());
    TreeSet<NodeId> went = new TreeSet<>();
    before.members().forEach(member -> went.add(member.node()));
    came.removeAll(went);
    went.removeAll(members.keySet());
    if (!equal || came.size() + went.size() != 1) {
      return;
    }
    seen.joins += came.size();
    seen.leaves += went.size();
    for (int p = 0; p < partitions; p++) {
      if (!before.owner(p).equals(table.owner(p))) {
        assertThat(came.contains(table.owner(p)) || went.contains(before.owner(p)))
            .as("partition %d moves from %s to %s", p, before.owner(p), table.owner(p))
            .isTrue();
      }
    }
    if (came.size() == 1) {
      joinAndLeave(before, came.first());
    }
  }

  /** Property 7: the way there and back costs at most twice the newcomer's share. */
  private void joinAndLeave(PartitionTable before, NodeId newcomer) {
    Rebalance back = plans.plan(table, before.weights(), partitions).orElseThrow();
    assertThat(moved(before) + back.moves().size()).isLessThanOrEqualTo(2 * held(table, newcomer));
    assertThat(Quotas.areKept(table.with(back))).isTrue();
  }
}
