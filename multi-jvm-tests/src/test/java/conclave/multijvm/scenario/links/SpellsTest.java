package conclave.multijvm.scenario.links;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.scenario.links.Spells.Spell;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When a fault is said to have cost something. */
class SpellsTest {

  private static final Spell WELL = new Spell(100, 0, true, false);
  private static final Spell LOST_A_WRITE = new Spell(100, 1, true, false);
  private static final Spell LOST_ITS_LEADER = new Spell(100, 0, false, false);
  private static final Spell STOOD_STILL = new Spell(100, 3, false, true);
  private static final Spell DID_NOTHING = new Spell(0, 0, true, false);

  private static Spells of(Spell... all) {
    Spells spells = new Spells();
    for (Spell spell : all) {
      assertThat(spells.decided()).as("before %s", spell).isFalse();
      spells.add(spell);
    }
    return spells;
  }

  @Test
  void three_without_a_loss_are_enough() {
    assertThat(of(WELL, WELL).costNothing()).isFalse();
    assertThat(of(WELL, WELL, WELL).decided()).isTrue();
    assertThat(of(WELL, WELL, WELL).costNothing()).isTrue();
  }

  @Test
  void one_loss_may_be_the_machines_and_two_are_not() {
    assertThat(of(LOST_A_WRITE, WELL, WELL, WELL).costNothing()).isTrue();
    assertThat(of(LOST_A_WRITE, LOST_ITS_LEADER).decided()).isTrue();
    assertThat(of(WELL, LOST_A_WRITE, WELL, LOST_A_WRITE).costNothing()).isFalse();
  }

  @Test
  void where_the_machine_stood_still_nothing_is_shown() {
    assertThat(of(STOOD_STILL, STOOD_STILL, WELL, STOOD_STILL, WELL, WELL).costNothing()).isTrue();
    Spells never = new Spells();
    while (!never.decided()) {
      never.add(STOOD_STILL);
    }
    assertThat(never.costNothing()).isFalse();
    assertThat(never.showNothing()).isTrue();
    assertThat(of(LOST_A_WRITE, LOST_A_WRITE).showNothing()).isFalse();
  }

  @Test
  void a_spell_in_which_nothing_is_done_is_a_loss() {
    assertThat(of(DID_NOTHING, DID_NOTHING).costNothing()).isFalse();
  }

  /** What costs something in four of five spells is let through once in thirty times. */
  @Test
  void what_costs_something_in_most_spells_is_found() {
    long passed =
        LongStream.range(0, 1_000)
            .filter(
                seed -> {
                  SplittableRandom random = new SplittableRandom(seed);
                  Spells spells = new Spells();
                  while (!spells.decided()) {
                    spells.add(random.nextInt(5) < 4 ? LOST_A_WRITE : WELL);
                  }
                  return spells.costNothing();
                })
            .count();
    assertThat(passed).isLessThan(60);
  }
}
