package conclave.monitor.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** When an alarm is raised and cleared, and above all when not. */
class AlarmRulesTest {

  private static final long RAISE_AFTER = 30;
  private static final long CLEAR_AFTER = 20;

  /** One of a kind whose high figures are bad, one of a kind whose low ones are. */
  private static final List<Threshold> THRESHOLDS =
      List.of(
          new Threshold(AlarmKind.CPU, 0.9, 0.8, RAISE_AFTER, CLEAR_AFTER),
          new Threshold(AlarmKind.DISK_SHARE, 0.1, 0.2, RAISE_AFTER, CLEAR_AFTER));

  private static int raises;
  private static int clears;
  private static int broken;

  @AfterContainer
  static void enough() {
    System.out.printf(
        "alarms: %d raised, %d cleared, %d turned back on the way%n", raises, clears, broken);
    assertThat(raises).isGreaterThan(1_000);
    assertThat(clears).isGreaterThan(1_000);
    assertThat(broken).isGreaterThan(1_000);
  }

  /** What a figure is, for either kind. */
  enum Level {
    GOOD(0.8, 0.2),
    BETWEEN(0.85, 0.15),
    BAD(0.9, 0.1),
    UNKNOWN(Double.NaN, Double.NaN);

    private final double cpu;
    private final double disk;

    Level(double cpu, double disk) {
      this.cpu = cpu;
      this.disk = disk;
    }

    double of(AlarmKind kind) {
      return kind == AlarmKind.CPU ? cpu : disk;
    }
  }

  /** For {@code times} looks, each {@code step} after the one before, the figure was such. */
  record Stretch(Level level, int times, long step) {}

  @Provide
  Arbitrary<List<Stretch>> courses() {
    return Combinators.combine(
            Arbitraries.of(Level.class),
            Arbitraries.integers().between(1, 12),
            Arbitraries.longs().between(2, 12))
        .as(Stretch::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(seed = "20261125", tries = 1000)
  void anAlarmFollowsOnlyAfterAnUnbrokenStretchOfItsLevel(@ForAll("courses") List<Stretch> course) {
    AlarmRules rules = new AlarmRules(THRESHOLDS, Set.of());
    boolean raised = false;
    Level last = Level.UNKNOWN;
    long now = 0;
    long since = 0;
    for (Stretch stretch : course) {
      for (int i = 0; i < stretch.times(); i++) {
        now += stretch.step();
        if (stretch.level() != last) {
          broken += last == (raised ? Level.GOOD : Level.BAD) ? 1 : 0;
          last = stretch.level();
          since = now;
        }
        boolean before = raised;
        if (last == Level.BAD && now - since >= RAISE_AFTER) {
          raised = true;
        } else if (last == Level.GOOD && now - since >= CLEAR_AFTER) {
          raised = false;
        }
        raises += raised && !before ? 1 : 0;
        clears += before && !raised ? 1 : 0;
        rules.on(last::of, now);
        assertThat(rules.raised())
            .as("%s since %d, now %d", last, since, now)
            .isEqualTo(
                raised
                    ? EnumSet.of(AlarmKind.CPU, AlarmKind.DISK_SHARE)
                    : EnumSet.noneOf(AlarmKind.class));
      }
    }
  }

  @Property(seed = "20261125", tries = 200)
  void whateverWasBetweenTheLevelsNothingChanges(
      @ForAll("courses") List<Stretch> before, @ForAll("courses") List<Stretch> noise) {
    AlarmRules rules = new AlarmRules(THRESHOLDS, Set.of());
    long now = run(rules, before, 0, false);
    Set<AlarmKind> was = rules.raised();
    for (Stretch stretch : noise) {
      now = run(rules, List.of(stretch), now, true);
      assertThat(rules.raised()).isEqualTo(was);
    }
  }

  @Property(seed = "20261125", tries = 200)
  void everyAlarmIsOverOnceTheFigureIsGoodForLongEnough(@ForAll("courses") List<Stretch> course) {
    AlarmRules rules = new AlarmRules(THRESHOLDS, EnumSet.of(AlarmKind.CPU));
    long now = run(rules, course, 0, false);
    rules.on(Level.GOOD::of, now + 1);
    rules.on(Level.GOOD::of, now + 1 + CLEAR_AFTER);
    assertThat(rules.raised()).isEmpty();
    rules.on(Level.BAD::of, now + 100);
    rules.on(Level.BAD::of, now + 100 + RAISE_AFTER);
    assertThat(rules.raised()).hasSize(2);
  }

  private static long run(AlarmRules rules, List<Stretch> course, long start, boolean harmless) {
    long now = start;
    for (Stretch stretch : course) {
      boolean known = stretch.level() != Level.UNKNOWN;
      Level level = harmless && known ? Level.BETWEEN : stretch.level();
      for (int i = 0; i < stretch.times(); i++) {
        now += stretch.step();
        rules.on(level::of, now);
      }
    }
    return now;
  }

  @Example
  void aSpikeIsNoAlarm() {
    AlarmRules rules = new AlarmRules(THRESHOLDS, Set.of());
    for (long now = 0; now < 10_000; now += 10) {
      rules.on((now % 30 == 0 ? Level.BETWEEN : Level.BAD)::of, now);
      assertThat(rules.raised()).isEmpty();
    }
  }

  @Example
  void withoutATimeTheFirstBadFigureIsAnAlarm() {
    Threshold atOnce = new Threshold(AlarmKind.PAUSE, 1_000, 500, 0, 10);
    AlarmRules rules = new AlarmRules(List.of(atOnce), Set.of());
    rules.on(kind -> 1_000, 7);
    assertThat(rules.raised()).containsExactly(AlarmKind.PAUSE);
  }

  @Example
  void levelsTheWrongWayRoundAreRefused() {
    assertThatThrownBy(() -> new Threshold(AlarmKind.CPU, 0.8, 0.8, 0, 0))
        .hasMessageContaining("alarm cpu, 0.8, must be below");
    assertThatThrownBy(() -> new Threshold(AlarmKind.DISK_BYTES, 2, 1, 0, 0))
        .hasMessageContaining("alarm disk-bytes, 1.0, must be above");
    Threshold one = THRESHOLDS.get(0);
    assertThatThrownBy(() -> new AlarmRules(List.of(one, one), Set.of()))
        .hasMessage("two thresholds for alarm cpu");
  }

  @Example
  void figuresAreSaidForPeople() {
    assertThat(AlarmKind.HEAP.say(0.934)).isEqualTo("93 %");
    assertThat(AlarmKind.DISK_BYTES.say(512 << 20)).isEqualTo("512 MiB");
    assertThat(AlarmKind.FSYNC.say(812.4)).isEqualTo("812 ms");
    assertThat(AlarmKind.FSYNC.say(Double.NaN)).isEqualTo("unknown");
    assertThat(AlarmKind.CONTAINER_MEMORY.label()).isEqualTo("container-memory");
  }
}
