package conclave.multijvm.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.multijvm.links.Delay;
import conclave.multijvm.nemesis.Fault.Cut;
import conclave.multijvm.nemesis.Fault.Heal;
import conclave.multijvm.nemesis.Fault.HealAll;
import conclave.multijvm.nemesis.Fault.Hole;
import conclave.multijvm.nemesis.Fault.IsolateLeader;
import conclave.multijvm.nemesis.Fault.Kill;
import conclave.multijvm.nemesis.Fault.Pause;
import conclave.multijvm.nemesis.Fault.Restart;
import conclave.multijvm.nemesis.Fault.Resume;
import conclave.multijvm.nemesis.Fault.Slow;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a nemesis is going to do. */
class PlanTest {

  private static final int SEEDS = 500;
  private static final int FAULTS = 40;
  private static final List<String> THREE = List.of("n1", "n2", "n3");
  private static final List<String> FIVE = List.of("n1", "n2", "n3", "n4", "n5");

  @Test
  void the_same_seed_gives_the_same_plan_and_another_one_another() {
    Set<List<Plan.Step>> different = new HashSet<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      Plan plan = Plan.drawn(seed, Recipe.of(FIVE, FAULTS));
      assertThat(Plan.drawn(seed, Recipe.of(FIVE, FAULTS))).isEqualTo(plan);
      different.add(plan.steps());
    }
    assertThat(different).hasSize(SEEDS);
  }

  @Test
  void steps_are_in_order_and_every_fault_is_mended_after_it() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Plan plan = Plan.drawn(seed, Recipe.of(FIVE, FAULTS).regardless());
      assertThat(plan.faults()).isEqualTo(FAULTS);
      assertThat(plan.steps()).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
      assertThat(plan.steps().get(plan.steps().size() - 1).fault().mends()).isTrue();
      Map<Fault, Integer> open = new HashMap<>();
      for (Plan.Step step : plan.steps()) {
        open.merge(mendingOf(step.fault()), step.fault().mends() ? -1 : 1, Integer::sum);
        assertThat(open.values()).as("seed %d", seed).allMatch(many -> many >= 0);
      }
      assertThat(open.values()).as("seed %d", seed).containsOnly(0);
    }
  }

  @Test
  void a_majority_stays_unharmed_where_that_is_asked() {
    TreeMap<String, Integer> kinds = new TreeMap<>();
    int together = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      for (List<String> nodes : List.of(THREE, FIVE)) {
        int hurt = 0;
        for (Plan.Step step : Plan.drawn(seed, Recipe.of(nodes, FAULTS)).steps()) {
          hurt += step.fault().mends() ? -1 : 1;
          assertThat(hurt).as("seed %d", seed).isBetween(0, (nodes.size() - 1) / 2);
          together += hurt == 2 && !step.fault().mends() ? 1 : 0;
          kinds.merge(step.fault().getClass().getSimpleName(), 1, Integer::sum);
        }
      }
    }
    System.out.printf(
        "plans: %d seeds, %s; two of five hurt at a time %d times%n", SEEDS, kinds, together);
    assertThat(kinds).hasSize(10);
    assertThat(kinds.values()).allMatch(many -> many > SEEDS);
    assertThat(together).isGreaterThan(SEEDS);
  }

  @Test
  void more_are_hurt_at_a_time_where_it_is_not_asked() {
    int most = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      int hurt = 0;
      for (Plan.Step step : Plan.drawn(seed, Recipe.of(THREE, FAULTS).regardless()).steps()) {
        hurt += step.fault().mends() ? -1 : 1;
        most = Math.max(most, hurt);
      }
    }
    assertThat(most).isEqualTo(3);
  }

  /** Who heals a link must not end another fault of it. */
  @Test
  void no_fault_ends_before_its_time_since_another_one_is_mended() {
    int shared = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      for (Recipe recipe : List.of(Recipe.of(FIVE, FAULTS), Recipe.of(FIVE, FAULTS).regardless())) {
        Set<Fault> open = new HashSet<>();
        for (Plan.Step step : Plan.drawn(seed, recipe).steps()) {
          Fault mending = mendingOf(step.fault());
          if (step.fault().mends()) {
            open.remove(mending);
            continue;
          }
          boolean link = mending instanceof Heal;
          boolean all = mending instanceof HealAll;
          assertThat(open).as("seed %d, at %s", seed, step).doesNotContain(mending);
          assertThat(open)
              .as("seed %d, at %s", seed, step)
              .noneMatch(other -> link && other instanceof HealAll)
              .noneMatch(other -> all && other instanceof Heal);
          shared += open.isEmpty() ? 0 : 1;
          open.add(mending);
        }
      }
    }
    assertThat(shared).as("faults beside others").isGreaterThan(SEEDS);
  }

  @Test
  void only_the_kinds_that_are_wanted_strike() {
    Recipe kills = Recipe.of(THREE, FAULTS).only(Set.of(Kind.KILL));
    assertThat(Plan.drawn(1, kills).steps())
        .allMatch(step -> step.fault() instanceof Kill || step.fault() instanceof Restart);
    assertThatThrownBy(() -> kills.only(Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no kind of fault: there must be one at least");
    assertThatThrownBy(() -> Recipe.of(List.of("n1", "n2"), 1))
        .hasMessage("2 nodes have no majority without one of them");
    assertThatThrownBy(() -> kills.lasting(Duration.ZERO)).hasMessageContaining("PT0S");
    assertThatThrownBy(() -> Delay.of(Duration.ofHours(1))).hasMessageContaining("PT1H");
  }

  /** What mends that; of what mends, itself. */
  private static Fault mendingOf(Fault fault) {
    if (fault instanceof Kill kill) {
      return new Restart(kill.node());
    }
    if (fault instanceof Pause pause) {
      return new Resume(pause.node());
    }
    if (fault instanceof Cut cut) {
      return new Heal(cut.from(), cut.to());
    }
    if (fault instanceof Hole hole) {
      return new Heal(hole.from(), hole.to());
    }
    if (fault instanceof Slow slow) {
      return new Heal(slow.from(), slow.to());
    }
    return fault instanceof IsolateLeader ? new HealAll() : fault;
  }
}
