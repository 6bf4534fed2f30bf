package conclave.monitor.fitness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/** When a node is unfit to lead, and when it is fit again. */
class FitnessTest {

  private static final int WELL_AFTER = 8;
  private static final Signs GOOD = new Signs(1, 0, false, 0.5, 0, 0);
  private static final Signs SLOW = new Signs(512, 0, false, 0.5, 0, 0);
  private static final Signs UNKNOWN = new Signs(Double.NaN, 0, false, Double.NaN, Double.NaN, 0);
  private static final Signs UNDER_WAY = new Signs(Double.NaN, 300, false, 0.5, 0, 0);
  private static final Signs HANGS = new Signs(Double.NaN, 2_000, false, 0.5, 0, 0);
  private static final Signs FULL = new Signs(1, 0, true, 0.5, 0, 0);
  private static final Signs PAUSED = new Signs(1, 0, false, 0.5, 0, 500);

  private static int ills;
  private static int recoveries;

  @AfterContainer
  static void enough() {
    System.out.printf("fitness: fell ill %d times, recovered %d times%n", ills, recoveries);
    assertThat(ills).isGreaterThan(500);
    assertThat(recoveries).isGreaterThan(500);
  }

  private static Fitness fitness() {
    Map<Ailment, Limit> limits = new EnumMap<>(Ailment.class);
    limits.put(Ailment.SLOW_DISK, new Limit(500, 3, 3));
    limits.put(Ailment.HANGING_DISK, new Limit(2_000, 1, 1));
    limits.put(Ailment.FULL_DISK, new Limit(1, 2, 2));
    limits.put(Ailment.CPU, new Limit(0.98, 5, 5));
    limits.put(Ailment.MEMORY, new Limit(0.5, 4, 4));
    limits.put(Ailment.PAUSES, new Limit(500, 2, 6));
    return new Fitness(new Fitness.Limits(limits, WELL_AFTER));
  }

  private static void look(Fitness fitness, int times, Signs signs) {
    for (int i = 0; i < times; i++) {
      fitness.look(signs);
    }
  }

  @Provide
  Arbitrary<List<Signs>> courses() {
    return Arbitraries.frequency(Tuple.of(6, GOOD), Tuple.of(2, SLOW), Tuple.of(1, UNKNOWN))
        .list()
        .ofMaxSize(12)
        .flatMap(
            kinds ->
                Arbitraries.integers()
                    .between(1, 10)
                    .list()
                    .ofSize(kinds.size())
                    .map(times -> stretched(kinds, times)));
  }

  private static List<Signs> stretched(List<Signs> kinds, List<Integer> times) {
    List<Signs> course = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      for (int n = 0; n < times.get(i); n++) {
        course.add(kinds.get(i));
      }
    }
    return course;
  }

  /** Told once more, by what a node looks like: the looks that count, in a list. */
  @Property(seed = "20261125", tries = 2000)
  void aSlowDiskIsSoInARowAndNoMoreWhenAllWasGoodForLong(@ForAll("courses") List<Signs> course) {
    Fitness fitness = fitness();
    List<Boolean> counted = new ArrayList<>();
    boolean sick = false;
    for (Signs signs : course) {
      fitness.look(signs);
      boolean lately = tail(counted, WELL_AFTER).contains(true);
      if (!Double.isNaN(signs.syncMs()) || lately) {
        counted.add(signs.syncMs() >= 500);
      }
      boolean was = sick;
      if (counted.size() >= 3 && !tail(counted, 3).contains(false)) {
        sick = true;
      } else if (!tail(counted, WELL_AFTER).contains(true)) {
        sick = false;
      }
      ills += sick && !was ? 1 : 0;
      recoveries += was && !sick ? 1 : 0;
      assertThat(fitness.condition() == Condition.SICK).as("after %s", counted).isEqualTo(sick);
      assertThat(fitness.condition() == Condition.WELL)
          .isEqualTo(!sick && !tail(counted, WELL_AFTER).contains(true));
    }
  }

  /** Each takes longer than it is from one look to the next. */
  @Example
  void syncsThatAreSlowerThanLooksMakeSick() {
    Fitness fitness = fitness();
    for (int i = 0; i < 3; i++) {
      assertThat(fitness.condition()).isNotEqualTo(Condition.SICK);
      look(fitness, 4, UNDER_WAY);
      look(fitness, 1, SLOW);
    }
    assertThat(fitness.condition()).isEqualTo(Condition.SICK);
    look(fitness, WELL_AFTER, UNDER_WAY);
    assertThat(fitness.condition()).isEqualTo(Condition.SICK);
    look(fitness, WELL_AFTER, UNKNOWN);
    assertThat(fitness.condition()).isEqualTo(Condition.WELL);
  }

  private static List<Boolean> tail(List<Boolean> all, int count) {
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  @Example
  void oneBadLookMakesAilingAndNotSick() {
    Fitness fitness = fitness();
    assertThat(fitness.condition()).isEqualTo(Condition.WELL);
    fitness.look(SLOW);
    assertThat(fitness.condition()).isEqualTo(Condition.AILING);
    look(fitness, WELL_AFTER - 1, GOOD);
    assertThat(fitness.condition()).isEqualTo(Condition.AILING);
    fitness.look(GOOD);
    assertThat(fitness.condition()).isEqualTo(Condition.WELL);
  }

  @Example
  void aDiskThatHangsMakesSickAtOnce() {
    Fitness fitness = fitness();
    fitness.look(HANGS);
    assertThat(fitness.condition()).isEqualTo(Condition.SICK);
    assertThat(fitness.ailments()).containsExactly(Ailment.HANGING_DISK);
    assertThat(Suitability.of(7, fitness))
        .isEqualTo(new Suitability(7, "sick", List.of("hanging-disk")));
    look(fitness, WELL_AFTER, GOOD);
    assertThat(fitness.condition()).isEqualTo(Condition.WELL);
    assertThat(fitness.ailments()).isEmpty();
  }

  @Example
  void aFullDiskAndSeveralPausesMakeSick() {
    Fitness full = fitness();
    full.look(FULL);
    assertThat(full.condition()).isEqualTo(Condition.AILING);
    full.look(FULL);
    assertThat(full.ailments()).containsExactly(Ailment.FULL_DISK);
    Fitness paused = fitness();
    paused.look(PAUSED);
    look(paused, 4, GOOD);
    assertThat(paused.condition()).isEqualTo(Condition.AILING);
    paused.look(PAUSED);
    assertThat(paused.ailments()).containsExactly(Ailment.PAUSES);
  }

  @Example
  void aWordOfALaterReleaseIsNoYes() {
    assertThat(new Suitability(1, "tired", List.of()).saysWell()).isFalse();
    assertThat(new Suitability(1, "tired", List.of()).saysSick()).isFalse();
    assertThat(new Suitability(1, null, null)).isEqualTo(new Suitability(1, "", List.of()));
  }

  @Example
  void limitsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Limit(1, 3, 2)).hasMessageContaining("3 bad looks of 2");
    assertThatThrownBy(() -> new Limit(0, 1, 1)).hasMessageContaining("level positive");
    assertThatThrownBy(() -> new Fitness.Limits(Map.of(), 1)).hasMessageContaining("no limit");
  }
}
