package conclave.balance.route;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** What callers rely on, whatever nodes and clocks do. */
class RoutePropertiesTest {

  private static long outcomes;
  private static long retries;
  private static final long[] KINDS = new long[4];

  @Property(tries = 1_500, seed = "20261125")
  void theLawsHoldWhateverHappens(@ForAll long seed) {
    Voyage voyage = new Voyage(seed, Voyage.Plant.NONE).run();
    assertThat(voyage.laws.violations).as("seed %d", seed).isEmpty();
    outcomes += voyage.laws.outcomes;
    retries += voyage.laws.retries;
    Routing.Counts counts = voyage.counts();
    assertThat(counts.open()).isZero();
    KINDS[0] += counts.done();
    KINDS[1] += counts.rejected();
    KINDS[2] += counts.unknown();
    KINDS[3] += counts.late();
  }

  @AfterContainer
  static void exercised() {
    System.out.printf(
        "voyages: %d outcomes (%d done, %d rejected, %d unknown), %d retries, %d late answers%n",
        outcomes, KINDS[0], KINDS[1], KINDS[2], retries, KINDS[3]);
    assertThat(outcomes).isGreaterThan(50_000);
    assertThat(retries).isGreaterThan(5_000);
    for (long kind : KINDS) {
      assertThat(kind).isGreaterThan(5_000);
    }
  }

  @Example
  void everyPlantedBugIsFound() {
    for (Voyage.Plant plant : Voyage.Plant.values()) {
      long found = 0;
      for (long seed = 0; seed < 50; seed++) {
        found += new Voyage(seed, plant).run().laws.violations.isEmpty() ? 0 : 1;
      }
      System.out.printf("planted %s: found by %d of 50 seeds%n", plant, found);
      assertThat(found > 0).as(plant.name()).isEqualTo(plant != Voyage.Plant.NONE);
    }
  }
}
