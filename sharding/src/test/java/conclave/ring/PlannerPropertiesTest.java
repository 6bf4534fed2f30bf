package conclave.ring;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.log.NodeId;
import conclave.ring.PlacementLaws.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

class PlannerPropertiesTest {

  private static final PlacementLaws.Seen SEEN = new PlacementLaws.Seen();

  @Provide
  Arbitrary<List<Step>> histories() {
    return steps(Arbitraries.integers().between(0, 8));
  }

  @Provide
  Arbitrary<List<Step>> amongEquals() {
    return steps(Arbitraries.just(1));
  }

  private static Arbitrary<List<Step>> steps(Arbitrary<Integer> weights) {
    return Combinators.combine(
            Arbitraries.of(Step.Kind.class), Arbitraries.integers().between(0, 19), weights)
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property(tries = 300, seed = "2026")
  void everyPlanIsTotalBalancedMinimalAndTheSameForEveryone(
      @ForAll("histories") List<Step> history, @ForAll @IntRange(min = 0, max = 8) int k) {
    SEEN.add(PlacementLaws.check(Planner::plan, 1 << k, history));
  }

  @Property(tries = 200, seed = "2027")
  void amongEqualsOnlyTheNewcomerGainsAndOnlyTheLeaverLoses(
      @ForAll("amongEquals") List<Step> history, @ForAll @IntRange(min = 0, max = 8) int k) {
    SEEN.add(PlacementLaws.check(Planner::plan, 1 << k, history));
  }

  @AfterContainer
  static void exercised() {
    System.out.println("planner: " + SEEN);
    assertThat(SEEN.plans).isGreaterThan(1_000);
    assertThat(SEEN.joins).isGreaterThan(50);
    assertThat(SEEN.leaves).isGreaterThan(50);
    assertThat(SEEN.empty).isGreaterThan(500);
    assertThat(SEEN.nobody).isGreaterThan(50);
  }

  /** Property 14. */
  @Property(tries = 300, seed = "14")
  void twiceAsManyPartitionsSplitEachInTwoOfTheSameOwner(
      @ForAll String key, @ForAll @IntRange(min = 0, max = 12) int k) {
    List<Weighted> members =
        List.of(new Weighted(new NodeId("a", 1), 2), new Weighted(new NodeId("b", 1), 1));
    PartitionTable table =
        PartitionTable.NONE.with(Planner.plan(PartitionTable.NONE, members, 1 << k).orElseThrow());
    short[] owners = new short[2 << k];
    for (int p = 0; p < owners.length; p++) {
      owners[p] = (short) table.ownerIndex(p / 2);
    }
    PartitionTable twice = new PartitionTable(2, members, owners);
    assertThat(twice.partitionOf(key) / 2).isEqualTo(table.partitionOf(key));
    assertThat(twice.owner(key)).isEqualTo(table.owner(key));
  }

  /** Random histories by seed, for bugs that must be found whatever shrinking does. */
  private static int found(PlacementLaws.Plans bug) {
    int found = 0;
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Step> history = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        history.add(Step.random(random));
      }
      try {
        PlacementLaws.check(bug, 64, history);
      } catch (AssertionError | RuntimeException expected) {
        found++;
      }
    }
    return found;
  }

  private static void assertFound(String name, PlacementLaws.Plans bug) {
    int found = found(bug);
    System.out.printf("planted: %s, found in %d of 20 histories%n", name, found);
    assertThat(found).isGreaterThanOrEqualTo(15);
  }

  @Test
  void theRealPlannerPassesTheseHistoriesToo() {
    assertThat(found(Planner::plan)).isZero();
  }

  @Test
  void plantedBugPlacementByRemainderIsFound() {
    assertFound("partition p belongs to member p mod n", PlannerPropertiesTest::byRemainder);
  }

  private static Optional<Rebalance> byRemainder(
      PartitionTable base, Collection<Weighted> members, int partitions) {
    Optional<Rebalance> plan = Planner.plan(base, members, partitions);
    if (plan.isEmpty()) {
      return plan;
    }
    List<Weighted> sorted = plan.get().members();
    short[] now = Successor.carriedOver(base, sorted, partitions);
    List<Rebalance.Move> moves = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      if (now[p] != p % sorted.size()) {
        moves.add(new Rebalance.Move(p, p % sorted.size()));
      }
    }
    return Optional.of(new Rebalance(base.epoch(), partitions, sorted, moves));
  }

  @Test
  void plantedBugAQuotaThatIsOffByOneIsFound() {
    assertFound("the first move goes to the next member", PlannerPropertiesTest::offByOne);
  }

  private static Optional<Rebalance> offByOne(
      PartitionTable base, Collection<Weighted> members, int partitions) {
    return Planner.plan(base, members, partitions)
        .map(
            plan -> {
              List<Rebalance.Move> moves = new ArrayList<>(plan.moves());
              if (!moves.isEmpty()) {
                Rebalance.Move first = moves.get(0);
                int next = (first.to() + 1) % plan.members().size();
                moves.set(0, new Rebalance.Move(first.partition(), next));
              }
              return new Rebalance(base.epoch(), partitions, plan.members(), moves);
            });
  }

  @Test
  void plantedBugAPlanThatMovesMoreThanItMustIsFound() {
    assertFound("two members swap a partition", PlannerPropertiesTest::swapping);
  }

  private static Optional<Rebalance> swapping(
      PartitionTable base, Collection<Weighted> members, int partitions) {
    Optional<Rebalance> plan = Planner.plan(base, members, partitions);
    if (plan.isEmpty() || base.epoch() == 0) {
      return plan;
    }
    PartitionTable next = base.with(plan.get());
    List<Rebalance.Move> moves = new ArrayList<>(plan.get().moves());
    for (int p = 1; p < partitions; p++) {
      boolean stay = next.owner(0).equals(base.owner(0)) && next.owner(p).equals(base.owner(p));
      if (stay && next.ownerIndex(0) != next.ownerIndex(p)) {
        moves.add(0, new Rebalance.Move(0, next.ownerIndex(p)));
        moves.add(new Rebalance.Move(p, next.ownerIndex(0)));
        moves.sort(Comparator.comparing(Rebalance.Move::partition));
        break;
      }
    }
    return Optional.of(new Rebalance(base.epoch(), partitions, plan.get().members(), moves));
  }

  @Test
  void plantedBugAPlanInHashOrderIsFound() {
    assertFound("takers in the order of the input", PlannerPropertiesTest::inHashOrder);
  }

  /** Who gets what depends on the order in which the members were given. */
  static Optional<Rebalance> inHashOrder(
      PartitionTable base, Collection<Weighted> members, int partitions) {
    return Planner.plan(base, members, partitions)
        .map(
            plan -> {
              List<Integer> takers = new ArrayList<>();
              plan.moves().forEach(move -> takers.add(move.to()));
              int turn = plan.members().indexOf(members.iterator().next());
              Collections.rotate(takers, turn);
              List<Rebalance.Move> moves = new ArrayList<>();
              for (int i = 0; i < takers.size(); i++) {
                moves.add(new Rebalance.Move(plan.moves().get(i).partition(), takers.get(i)));
              }
              return new Rebalance(base.epoch(), partitions, plan.members(), moves);
            });
  }
}
