package conclave.balance.duty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Senders and workers together, on bad links: what was really done is what callers were told. */
class FleetTest {

  private static final int SEEDS = 60;

  @Test
  void callersAreToldTheTruth() {
    long[] outcomes = new long[3];
    long executions = 0;
    long again = 0;
    long crashes = 0;
    long lost = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Fleet fleet = new Fleet(seed, Fleet.Plant.NONE).run();
      assertThat(fleet.violations).as("seed %d", seed).isEmpty();
      for (int i = 0; i < 3; i++) {
        outcomes[i] += fleet.outcomes[i];
      }
      executions += fleet.executions;
      again += fleet.executedAgain;
      crashes += fleet.crashes;
      lost += fleet.lostOnTheWay;
    }
    System.out.printf(
        "fleet: %d seeds, %d done, %d rejected, %d unknown; %d executions, %d of them again; %d"
            + " crashes, %d messages lost%n",
        SEEDS, outcomes[0], outcomes[1], outcomes[2], executions, again, crashes, lost);
    assertThat(outcomes[0]).isGreaterThan(20_000);
    assertThat(outcomes[1]).isGreaterThan(100);
    assertThat(outcomes[2]).isGreaterThan(1_000);
    assertThat(again).isGreaterThan(1_000);
    assertThat(crashes).isGreaterThan(300);
  }

  @Test
  void everyPlantedBugIsFound() {
    for (Fleet.Plant plant : Fleet.Plant.values()) {
      int found = 0;
      for (long seed = 0; seed < 20; seed++) {
        found += new Fleet(seed, plant).run().violations.isEmpty() ? 0 : 1;
      }
      System.out.printf("planted %s: found by %d of 20 seeds%n", plant, found);
      assertThat(found > 0).as(plant.name()).isEqualTo(plant != Fleet.Plant.NONE);
    }
  }
}
