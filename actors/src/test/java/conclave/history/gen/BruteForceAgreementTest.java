package conclave.history.gen;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.Model;
import conclave.history.model.LockModel;
import conclave.history.model.MapModel;
import conclave.history.model.RegisterModel;
import org.junit.jupiter.api.Test;

/** The fast checker against all orders of thousands of small histories. */
class BruteForceAgreementTest {

  private static final int HISTORIES = 4_000;
  private static final int AT_LEAST_OF_EACH_VERDICT = 500;
  private static final int AT_LEAST_UNANSWERED = 1_000;

  @Test
  void agreesOnOneKeyOfAMap() {
    agrees("map", new MapModel(), new MapSpec(), new Workloads.OfMap(1, true));
  }

  @Test
  void agreesOnTwoKeysThatAreCheckedApart() {
    agrees("map of two keys", new MapModel(), new MapSpec(), new Workloads.OfMap(2, true));
  }

  @Test
  void agreesOnLocks() {
    agrees("lock", new LockModel(), new LockSpec(), new Workloads.OfLock(1));
  }

  @Test
  void agreesOnRegisters() {
    RegisterModel model = RegisterModel.startingEmpty();
    agrees("register", model, new RegisterSpec(), new Workloads.OfRegister(1));
  }

  private static <C, R> void agrees(
      String what, Model<?, C, R> model, Spec<?, C, R> spec, Workload<C, R> workload) {
    Comparison comparison = Comparison.of(HISTORIES, model, spec, workload);
    System.out.println("brute force, " + what + ": " + comparison);
    assertThat(comparison.disagreements()).isEmpty();
    assertThat(comparison.legal()).as("legal").isGreaterThan(AT_LEAST_OF_EACH_VERDICT);
    assertThat(comparison.illegal()).as("illegal").isGreaterThan(AT_LEAST_OF_EACH_VERDICT);
    assertThat(comparison.unanswered()).as("unanswered").isGreaterThan(AT_LEAST_UNANSWERED);
  }
}
