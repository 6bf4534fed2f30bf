package conclave.node.leading.rules;

import static conclave.node.leading.rules.LeadingWorld.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.leading.rules.LeadingWorld.Plant;
import conclave.node.leading.rules.Move.Why;
import conclave.node.leading.rules.View.Peer;
import conclave.node.leading.rules.View.Seat;
import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is handed what, and above all when nobody is. */
class LeadingRulesTest {

  private static final long SEEDS = 80;
  private static final NodeId N1 = new NodeId("n1", 1);
  private static final NodeId N2 = new NodeId("n2", 2);
  private static final NodeId N3 = new NodeId("n3", 3);
  private static final Set<NodeId> ALL = Set.of(N1, N2, N3);
  private static final Peer SECOND_WELL = new Peer(N2, true, 100);
  private static final Peer THIRD_WELL = new Peer(N3, true, 100);

  private final LeadingRules rules = new LeadingRules(N1, LeadingWorld.SETTINGS);
  private long now;

  private static Seat led(String group, NodeId leader) {
    return new Seat(group, Optional.of(leader), ALL);
  }

  private static View view(boolean sick, List<Peer> peers, Seat... seats) {
    return new View(sick, 100, peers, List.of(seats));
  }

  /** What is decided last, when all was so for so many seconds. */
  private List<Move> after(int seconds, View view) {
    List<Move> last = List.of();
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      last = rules.decide(view, now);
    }
    return last;
  }

  private static long run(long seed, Plant plant, Map<Why, Integer> moves) {
    LeadingWorld world = new LeadingWorld(seed, plant);
    world.trouble(200);
    world.calm();
    world.moves.forEach((why, count) -> moves.merge(why, count, Integer::sum));
    return seed;
  }

  @Test
  void whateverBefallsTheNodesNobodySickIsHandedAnythingAndAllComesToRest() {
    Map<Why, Integer> moves = new TreeMap<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      run(seed, Plant.NOTHING, moves);
    }
    System.out.printf("leading: %d seeds, moves %s%n", SEEDS, moves);
    assertThat(moves).hasSize(Why.values().length);
    assertThat(moves.values()).allMatch(count -> count > SEEDS / 2);
  }

  @ParameterizedTest
  @EnumSource(value = Plant.class, mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  void eachPlantedBugIsFound(Plant plant) {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        run(seed, plant, new TreeMap<>());
      } catch (AssertionError found) {
        System.out.printf("leading: %s found by seed %d: %s%n", plant, seed, found.getMessage());
        return;
      }
    }
    throw new AssertionError(plant + " was not found");
  }

  @Test
  void aSickLeaderHandsOverToTheBestThatIsWell() {
    View sick =
        view(
            true,
            List.of(new Peer(N2, false, 500), new Peer(N3, true, 1)),
            led("p0", N1),
            led("p1", N1),
            led("p2", N3));
    assertThat(after(LeadingWorld.TENURE + 1, sick))
        .containsExactly(new Move("p0", N3, Why.SICK), new Move("p1", N3, Why.SICK));
  }

  @Test
  void wherePeersAreSickTooTheLeaderStays() {
    View bad = view(true, List.of(new Peer(N2, false, 100)), led("p0", N1));
    assertThat(after(5 * LeadingWorld.TENURE, bad)).isEmpty();
    Seat without = new Seat("p0", Optional.of(N1), Set.of(N1, N3));
    assertThat(after(1, view(true, List.of(SECOND_WELL), without))).as("no voter").isEmpty();
  }

  @Test
  void anOldLeadershipIsHandedOverAtOnceAndAYoungOneIsNot() {
    View well = view(false, List.of(SECOND_WELL), led("p0", N1));
    after(LeadingWorld.TENURE, well);
    View sick = view(true, List.of(SECOND_WELL), led("p0", N1));
    assertThat(after(1, sick)).containsExactly(new Move("p0", N2, Why.SICK));
    rules.over("p0", true, now);
    after(1, view(true, List.of(SECOND_WELL), led("p0", N2)));
    assertThat(after(LeadingWorld.TENURE, sick)).as("it was handed back").isEmpty();
    assertThat(after(1, sick)).hasSize(1);
  }

  @Test
  void whoDidNotTakeOverIsAskedAgainAfterATenureAndAnotherAtOnce() {
    View sick = view(true, List.of(SECOND_WELL, THIRD_WELL), led("p0", N1));
    assertThat(after(LeadingWorld.TENURE + 1, sick)).extracting(Move::to).containsExactly(N2);
    assertThat(after(3, sick)).as("while it is under way").isEmpty();
    rules.over("p0", false, now);
    assertThat(after(1, sick)).extracting(Move::to).containsExactly(N3);
    rules.over("p0", false, now);
    assertThat(after(LeadingWorld.TENURE - 2, sick)).isEmpty();
    assertThat(after(1, sick)).extracting(Move::to).containsExactly(N2);
  }

  @Test
  void aHigherPriorityLeadsOnceItIsWellForLong() {
    List<Peer> better = List.of(SECOND_WELL, new Peer(N3, true, 101));
    View view = view(false, better, led("p0", N1));
    View stumbles = view(false, List.of(SECOND_WELL, new Peer(N3, false, 101)), led("p0", N1));
    after(LeadingWorld.TENURE, view);
    after(1, stumbles);
    assertThat(after(LeadingWorld.PREFER, view)).isEmpty();
    assertThat(after(1, view)).containsExactly(new Move("p0", N3, Why.PRIORITY));
    assertThat(after(50, view(false, List.of(SECOND_WELL), led("p9", N1))))
        .as("the same priority is none")
        .isEmpty();
  }

  @Test
  void whoLeadsTwoMoreThanAnotherGivesItOne() {
    List<Peer> peers = List.of(SECOND_WELL, THIRD_WELL);
    View uneven = view(false, peers, led("p0", N1), led("p1", N1), led("p2", N2));
    assertThat(after(LeadingWorld.TENURE + 1, uneven))
        .containsExactly(new Move("p0", N3, Why.BALANCE));
    rules.over("p0", true, now);
    View even = view(false, peers, led("p0", N3), led("p1", N1), led("p2", N2));
    assertThat(after(30, even)).isEmpty();
    View another =
        view(
            false,
            peers,
            led("p0", N2),
            led("p1", N1),
            led("p2", N1),
            led("p3", N2),
            led("p4", N2));
    assertThat(after(30, another)).as("n2 leads more, so it gives").isEmpty();
  }
}
