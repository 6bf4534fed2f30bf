package conclave.cluster.founding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.cluster.founding.Stage.Faults;
import conclave.cluster.founding.Stage.Plant;
import conclave.cluster.table.Roll;
import conclave.cluster.table.RollCommand;
import conclave.cluster.table.Seat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One Akka cluster at a time, under every weather that a {@link Stage} knows. */
class FoundingLawsTest {

  private static final long FIRST_SEED = 20_261_125;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7})
  void withoutFaultsAllJoinTheOneThatFounds(int size) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 60; seed++) {
      Stage stage = new Stage(seed, size, Faults.NONE, Plant.NOTHING);
      stage.run(60);
      assertThat(stage.together()).as("seed %d: all in", seed).isTrue();
      assertThat(stage.generation()).as("seed %d", seed).isEqualTo(1);
      assertThat(stage.joins).as("seed %d: joins", seed).isEqualTo(size);
    }
  }

  @Test
  void aClusterThatWasRestartedAsAWholeIsTheNextGeneration() {
    int waited = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 200; seed++) {
      Stage stage = new Stage(seed, 3, Faults.NONE, Plant.NOTHING);
      stage.run(60);
      stage.restartAll(0);
      stage.run(25);
      waited += stage.together() ? 0 : 1;
      stage.run(60);
      assertThat(stage.together()).as("seed %d: all in again", seed).isTrue();
      assertThat(stage.generation()).as("seed %d", seed).isEqualTo(2);
    }
    System.out.printf("founding: 200 clusters restarted, %d of them slowly%n", waited);
    assertThat(waited).as("restarts that had to wait").isLessThan(20);
  }

  @Test
  void oneThatNeverComesBackIsWaitedForAndThenGivenUp() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 200; seed++) {
      Stage stage = new Stage(seed, 3, Faults.NONE, Plant.NOTHING);
      stage.run(60);
      stage.restartAll(1);
      stage.run(Stage.PATIENCE.doubt());
      assertThat(stage.generation()).as("seed %d: before its time", seed).isEqualTo(1);
      stage.run(6 * Stage.PATIENCE.doubt());
      assertThat(stage.together()).as("seed %d: the others are in", seed).isTrue();
      assertThat(stage.generation()).as("seed %d", seed).isEqualTo(2);
    }
  }

  @Test
  void neverASecondClusterWhateverCrashesIsPausedOrCutOff() {
    Tally tally = explore(500, Plant.NOTHING);
    System.out.println("founding: " + tally);
    assertThat(tally.claims).as("generations").isGreaterThan(700);
    assertThat(tally.refused).as("claims that were refused").isGreaterThan(400);
    assertThat(tally.givenUp).as("runs that were given up and lived").isGreaterThan(80);
    assertThat(tally.fenced).as("runs that left for that").isGreaterThan(60);
    assertThat(tally.crashes).isGreaterThan(4_000);
  }

  @Test
  void plantedBugAFounderIsKnownByItsNodeAlone() {
    Rules byNode =
        new Rules(
            (roll, run) -> roll.founder().filter(f -> f.node().equals(run.node())).isPresent(),
            Rules.SOUND.bound());
    assertFound(new Plant(byNode, Stage.PATIENCE, UnaryOperator.identity()), "founds generation");
  }

  @Test
  void plantedBugARunJoinsBeforeTheLogListsIt() {
    Rules early = new Rules(Rules.SOUND.founds(), (roll, run) -> roll.generation() > 0);
    assertFound(
        new Plant(early, Stage.PATIENCE, UnaryOperator.identity()), "and the log has it in null");
  }

  @Test
  void plantedBugAClaimDoesNotWaitForAnAnswer() {
    assertFound(
        new Plant(Rules.SOUND, new Patience(3, 1), UnaryOperator.identity()),
        "lives and could say so");
  }

  @Test
  void plantedBugAClaimFromAStaleViewIsTaken() {
    Stage[] stage = {null};
    UnaryOperator<RollCommand> takesAll =
        command ->
            command instanceof RollCommand.Claim claim
                ? current(stage[0].table.roll(), claim)
                : command;
    assertThatThrownBy(
            () -> {
              for (long seed = FIRST_SEED; seed < FIRST_SEED + 500; seed++) {
                Plant plant = new Plant(Rules.SOUND, Stage.PATIENCE, takesAll);
                stage[0] = new Stage(seed, 3, weather(seed), plant);
                stage[0].run(400);
              }
            })
        .hasMessageContaining("lives and could say so");
  }

  /** The claim as if it had been made from this very roll. */
  private static RollCommand current(Roll roll, RollCommand.Claim claim) {
    List<RollCommand.Doubted> doubted =
        roll.standing().stream()
            .filter(seat -> seat.doubt() > 0)
            .map(Seat::run)
            .map(run -> new RollCommand.Doubted(run, roll.seat(run).orElseThrow().doubt()))
            .toList();
    return new RollCommand.Claim(roll.generation(), claim.run(), doubted);
  }

  private static void assertFound(Plant plant, String sentence) {
    assertThatThrownBy(() -> explore(500, plant)).hasMessageContaining(sentence);
  }

  private static Faults weather(long seed) {
    return new Faults(
        (int) (seed % 17),
        (int) (seed % 7),
        (int) (seed % 11),
        (int) (seed % 30),
        (int) (seed % 3));
  }

  private static Tally explore(int seeds, Plant plant) {
    Tally tally = new Tally();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      Stage stage = new Stage(seed, seed % 3 == 0 ? 5 : 3, weather(seed), plant);
      try {
        stage.run(400);
        stage.heal();
        stage.run(300);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", " + e.getMessage(), e);
      }
      assertThat(stage.together()).as("seed %d: all in after the faults", seed).isTrue();
      tally.add(stage);
    }
    return tally;
  }

  private static final class Tally {
    private int runs;
    private int claims;
    private int refused;
    private int givenUp;
    private int fenced;
    private int crashes;
    private int afresh;
    private int joins;

    void add(Stage stage) {
      runs++;
      claims += stage.laws.claims();
      refused += stage.laws.refused();
      givenUp += stage.laws.givenUp();
      fenced += stage.laws.fenced();
      crashes += stage.crashes;
      afresh += stage.afresh;
      joins += stage.joins;
    }

    @Override
    public String toString() {
      return ("%d runs, %d generations, %d claims refused, %d joins, %d crashes, %d living runs"
              + " given up, %d fenced, %d fresh starts")
          .formatted(runs, claims, refused, joins, crashes, givenUp, fenced, afresh);
    }
  }
}
