package conclave.history.gen;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.Model;
import conclave.history.model.MapCall;
import conclave.history.model.MapModel;
import conclave.history.model.MapModel.Slot;
import conclave.history.model.MapResult;
import conclave.history.model.RegisterCall;
import conclave.history.model.RegisterModel;
import conclave.history.model.RegisterModel.Content;
import conclave.history.model.RegisterResult;
import conclave.history.model.Serial;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Wrong checkers, each of which the comparison with the brute force must unmask. */
class PlantedCheckerBugsTest {

  private static final int HISTORIES = 3_000;

  @Test
  void aMemoryThatForgetsTheStateIsUnmasked() {
    unmasksOnRegisters("memory without state", new Forgetful());
  }

  @Test
  void droppingUnansweredOperationsThatServedIsUnmasked() {
    unmasksOnRegisters(
        "all states cover each other",
        new Variant<>(RegisterModel.startingEmpty()) {
          @Override
          public boolean covers(Content state, Content other) {
            return true;
          }
        });
  }

  @Test
  void unansweredOperationsThatNeverTakeEffectAreUnmasked() {
    unmasksOnMaps(
        "unanswered never happens",
        new Variant<>(new MapModel()) {
          @Override
          public Optional<Slot> unanswered(Slot state, MapCall call) {
            return Optional.empty();
          }
        });
  }

  @Test
  void versionsThatStartAgainAfterADeleteAreUnmasked() {
    unmasksOnMaps(
        "versions start again",
        new Variant<>(new MapModel()) {
          @Override
          public Optional<Slot> answered(Slot state, MapCall call, MapResult result) {
            Slot from = state.value() == null ? initial() : state;
            return super.answered(from, call, result);
          }
        });
  }

  @Test
  void anUnseenVersionThatIsGuessedTooExactlyIsUnmasked() {
    unmasksOnMaps(
        "unseen version is the next",
        new Variant<>(new MapModel()) {
          @Override
          public Optional<Slot> unanswered(Slot state, MapCall call) {
            return super.unanswered(state, call)
                .map(slot -> new Slot(slot.value(), Serial.of(slot.last().least())));
          }
        });
  }

  private static void unmasksOnMaps(String bug, Model<?, MapCall, MapResult> wrong) {
    Workloads.OfMap workload = new Workloads.OfMap(1, true);
    unmasked(bug, Comparison.of(HISTORIES, wrong, new MapSpec(), workload));
  }

  private static void unmasksOnRegisters(String bug, Model<?, RegisterCall, RegisterResult> wrong) {
    Workloads.OfRegister workload = new Workloads.OfRegister(1);
    unmasked(bug, Comparison.of(HISTORIES, wrong, new RegisterSpec(), workload));
  }

  private static void unmasked(String bug, Comparison comparison) {
    System.out.println("planted bug, " + bug + ": " + comparison);
    assertThat(comparison.disagreements()).as(bug).isNotEmpty();
  }

  /** Equal to every other content: the memory then knows the placed operations only. */
  private record Blurred(Content content) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Blurred;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  private static final class Forgetful implements Model<Blurred, RegisterCall, RegisterResult> {
    private final RegisterModel right = RegisterModel.startingEmpty();

    @Override
    public Blurred initial() {
      return new Blurred(right.initial());
    }

    @Override
    public Object partition(RegisterCall call) {
      return right.partition(call);
    }

    @Override
    public Optional<Blurred> answered(Blurred state, RegisterCall call, RegisterResult result) {
      return right.answered(state.content(), call, result).map(Blurred::new);
    }

    @Override
    public Optional<Blurred> unanswered(Blurred state, RegisterCall call) {
      return right.unanswered(state.content(), call).map(Blurred::new);
    }

    @Override
    public boolean readOnly(RegisterCall call) {
      return right.readOnly(call);
    }

    @Override
    public boolean covers(Blurred state, Blurred other) {
      return right.covers(state.content(), other.content());
    }
  }
}
