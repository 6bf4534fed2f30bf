package conclave.balance.duty;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.balance.route.Owners;
import conclave.balance.route.Refusal;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DutiesTest {

  private static final NodeId SELF = new NodeId("n1", 1);
  private static final NodeId OTHER = new NodeId("n2", 2);

  /** Three registrations; two requests for a worker; 35 bytes. */
  private static final DutyLimits LIMITS = new DutyLimits(3, 2, 35);

  private final Duties<String> duties = new Duties<>(SELF, LIMITS);

  private static Arrival arrival(long id, int number) {
    return new Arrival(OTHER, 7, id, number, "s", "", 0, 10);
  }

  private Decision<String> arrive(long id, int number) {
    return duties.arrive(arrival(id, number), Owners.NOBODY);
  }

  private static Refusal why(Decision<String> decision) {
    return ((Decision.TurnAway<String>) decision).why();
  }

  @Test
  void workGoesToTheWorkerWithTheLeastUntilAllAreFull() {
    duties.register("s", "a");
    duties.register("s", "b");
    assertThat(arrive(1, 0)).isEqualTo(new Decision.Give<>("a", 0));
    assertThat(arrive(2, 0)).isEqualTo(new Decision.Give<>("b", 1));
    assertThat(duties.answered(0)).contains(arrival(1, 0));
    assertThat(arrive(3, 0)).isEqualTo(new Decision.Give<>("a", 2));
    assertThat(arrive(4, 0)).isInstanceOf(Decision.Give.class);
    assertThat(why(arrive(5, 0))).as("35 bytes").isEqualTo(Refusal.OVERLOADED);
    duties.stopped("b");
    arrive(6, 0);
    assertThat(why(arrive(7, 0))).as("two for one worker").isEqualTo(Refusal.OVERLOADED);
  }

  @Test
  void whatArrivesAgainWhileItIsDoneIsNotDoneTwiceAndTheLatestTryIsAnswered() {
    duties.register("s", "a");
    arrive(1, 0);
    assertThat(arrive(1, 2)).isEqualTo(new Decision.Join<>());
    assertThat(duties.answered(0)).contains(arrival(1, 2));
    assertThat(duties.answered(0)).isEmpty();
    assertThat(duties.counts()).isEqualTo(new Duties.Counts(1, 1, 0, 0, 0, 0, 1, 1));
  }

  @Test
  void anotherLifeOfTheSenderMeansAnotherRequest() {
    duties.register("s", "a");
    arrive(1, 0);
    Arrival later = new Arrival(OTHER, 8, 1, 0, "s", "", 0, 10);
    assertThat(duties.arrive(later, Owners.NOBODY)).isInstanceOf(Decision.Give.class);
  }

  @Test
  void aWorkerThatStopsLosesWhatItHadAndIsOfferedNoMore() {
    duties.register("s", "a");
    duties.register("t", "a");
    arrive(1, 0);
    arrive(2, 0);
    assertThat(duties.stopped("a")).containsExactly(arrival(1, 0), arrival(2, 0));
    assertThat(duties.services()).isEmpty();
    assertThat(duties.answered(1)).isEmpty();
    assertThat(why(arrive(3, 0))).isEqualTo(Refusal.NO_SERVICE);
    assertThat(duties.counts()).isEqualTo(new Duties.Counts(2, 0, 0, 2, 0, 1, 0, 1));
  }

  @Test
  void registrationsAreBoundedAndSayingItTwiceIsOnce() {
    assertThat(duties.register("s", "a")).isTrue();
    assertThat(duties.register("t", "a")).isTrue();
    assertThat(duties.register("s", "b")).isTrue();
    assertThat(duties.register("s", "a")).isTrue();
    assertThat(duties.register("s", "c")).isFalse();
    assertThat(duties.workers()).containsExactly("a", "b");
    assertThat(duties.services()).containsExactly("s", "t");
  }

  @Test
  void aKeyOfAnotherNodeIsTurnedAwayOnlyByANewerTable() {
    duties.register("s", "a");
    Owners others = key -> new Owners.Preference(5, List.of(OTHER));
    Arrival old = new Arrival(OTHER, 7, 1, 0, "s", "k", 4, 10);
    Decision.TurnAway<String> away = (Decision.TurnAway<String>) duties.arrive(old, others);
    assertThat(away.why()).isEqualTo(Refusal.NOT_OWNER);
    assertThat(away.epoch()).isEqualTo(5);
    assertThat(away.message()).contains("epoch 5").contains("4");
    Arrival newer = new Arrival(OTHER, 7, 2, 0, "s", "k", 6, 10);
    assertThat(duties.arrive(newer, others)).isInstanceOf(Decision.Give.class);
    Owners standsIn = key -> new Owners.Preference(5, List.of(OTHER, SELF));
    assertThat(duties.arrive(new Arrival(OTHER, 7, 3, 0, "s", "k", 4, 10), standsIn))
        .isInstanceOf(Decision.Give.class);
  }

  /** The same said with sets: who has what, and no name twice at one time. */
  @Property(tries = 300, seed = "11")
  void theFiguresAddUpAndTheBoundsHold(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Duties<String> duties = new Duties<>(SELF, LIMITS);
    Map<Long, String> holders = new HashMap<>();
    Map<Long, Long> names = new HashMap<>();
    Set<String> present = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      String worker = "w" + random.nextInt(3);
      int dice = random.nextInt(10);
      if (dice == 0) {
        duties.register("s", worker);
        present.add(worker);
      } else if (dice == 1) {
        assertThat(duties.stopped(worker)).hasSize(count(holders, worker));
        holders.values().removeIf(worker::equals);
        names.keySet().retainAll(holders.keySet());
        present.remove(worker);
      } else if (dice < 7) {
        long id = random.nextInt(40);
        boolean running = names.containsValue(id);
        Decision<String> decision = duties.arrive(arrival(id, i), Owners.NOBODY);
        assertThat(decision instanceof Decision.Join).isEqualTo(running);
        if (decision instanceof Decision.Give<String> give) {
          holders.put(give.number(), give.worker());
          names.put(give.number(), id);
          assertThat(count(holders, give.worker())).isLessThanOrEqualTo(2);
          assertThat(holders.size() * 10).isLessThanOrEqualTo(35);
        } else if (decision instanceof Decision.TurnAway<String> away) {
          boolean nobody = away.why() == Refusal.NO_SERVICE;
          assertThat(nobody).isEqualTo(present.isEmpty());
        }
      } else if (!holders.isEmpty()) {
        long number = new ArrayList<>(holders.keySet()).get(random.nextInt(holders.size()));
        Optional<Arrival> to =
            random.nextBoolean() ? duties.answered(number) : duties.declined(number);
        assertThat(to.orElseThrow().id()).isEqualTo(names.remove(number));
        holders.remove(number);
      }
      Duties.Counts counts = duties.counts();
      assertThat(counts.working()).isEqualTo(holders.size());
      assertThat(counts.taken())
          .isEqualTo(counts.answered() + counts.declined() + counts.lost() + counts.working());
    }
  }

  private static int count(Map<Long, String> holders, String worker) {
    return (int) holders.values().stream().filter(worker::equals).count();
  }
}
