package conclave.history.gen;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.HistoryText;
import conclave.history.Linearizability;
import conclave.history.Model;
import conclave.history.Operation;
import conclave.history.Verdict;
import conclave.history.Verdict.Linearizable;
import conclave.history.Verdict.Violation;
import conclave.history.gen.RandomHistories.Shape;
import conclave.history.model.LockCall;
import conclave.history.model.LockModel;
import conclave.history.model.LockNotation;
import conclave.history.model.LockResult;
import conclave.history.model.MapCall;
import conclave.history.model.MapModel;
import conclave.history.model.MapNotation;
import conclave.history.model.MapResult;
import conclave.history.model.RegisterModel;
import conclave.history.model.RegisterNotation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Histories of hundreds of operations: right ones pass, tampered ones are found, quickly. */
class GeneratedHistoriesTest {

  private static final int HISTORIES = 300;
  private static final int AT_LEAST_TAMPERED = 200;
  private static final Shape LARGE = new Shape(6, 300, 4);

  private final RandomHistories<?, MapCall, MapResult> maps =
      new RandomHistories<>(new MapSpec(), new Workloads.OfMap(5, true), LARGE);
  private final RandomHistories<?, MapCall, MapResult> mapsWithoutDeletes =
      new RandomHistories<>(new MapSpec(), new Workloads.OfMap(5, false), LARGE);
  private final RandomHistories<?, LockCall, LockResult> locks =
      new RandomHistories<>(new LockSpec(), new Workloads.OfLock(3), LARGE);

  @Test
  void rightHistoriesOfMapsPass() {
    allPass("maps", maps, new MapModel());
    allPass("maps without deletes", mapsWithoutDeletes, new MapModel());
  }

  @Test
  void rightHistoriesOfLocksPass() {
    allPass("locks", locks, new LockModel());
  }

  @Test
  void rightHistoriesOfRegistersPass() {
    allPass(
        "registers",
        new RandomHistories<>(new RegisterSpec(), new Workloads.OfRegister(5), LARGE),
        RegisterModel.startingEmpty());
  }

  @Test
  void everyStaleReadIsFound() {
    allFound("stale reads", maps, new MapModel(), Tampering::staleRead);
  }

  @Test
  void everyLostWriteIsFound() {
    allFound("lost writes", mapsWithoutDeletes, new MapModel(), Tampering::lostWrite);
  }

  @Test
  void everyVersionGivenTwiceIsFound() {
    allFound("versions given twice", maps, new MapModel(), Tampering::versionReuse);
  }

  @Test
  void everyDoubleGrantIsFound() {
    allFound("double grants", locks, new LockModel(), Tampering::doubleGrant);
  }

  @Test
  void everyTokenGoingBackIsFound() {
    allFound("tokens going back", locks, new LockModel(), Tampering::tokenGoingBack);
  }

  @Test
  void aThousandOperationsOverFiveKeysTakeMilliseconds() {
    Shape shape = new Shape(10, 1_000, 2);
    var source = new RandomHistories<>(new MapSpec(), new Workloads.OfMap(5, true), shape);
    Linearizability<?, MapCall, MapResult> checker = new Linearizability<>(new MapModel());
    long worst = 0;
    for (long seed = 0; seed < 50; seed++) {
      Verdict verdict = checker.check(source.make(seed));
      assertThat(verdict).as("seed %d", seed).isInstanceOf(Linearizable.class);
      worst = Math.max(worst, ((Linearizable) verdict).steps());
    }
    System.out.printf("50 histories of 1,000 operations: at most %d steps%n", worst);
    // A step takes well under a microsecond; steps, unlike time, are the same on every machine.
    assertThat(worst).as("steps").isLessThan(50_000);
  }

  @Test
  void everyGeneratedHistoryReadsBackEqualFromText() {
    readsBack(maps.make(1), new HistoryText<>(new MapNotation()));
    readsBack(locks.make(2), new HistoryText<>(new LockNotation()));
    var registers = new RandomHistories<>(new RegisterSpec(), new Workloads.OfRegister(2), LARGE);
    readsBack(registers.make(3), new HistoryText<>(new RegisterNotation()));
  }

  private static <C, R> void readsBack(List<Operation<C, R>> history, HistoryText<C, R> text) {
    assertThat(text.read(text.write(history)).operations()).isEqualTo(history);
  }

  private static <C, R> void allPass(
      String what, RandomHistories<?, C, R> source, Model<?, C, R> model) {
    Linearizability<?, C, R> checker = new Linearizability<>(model);
    long steps = 0;
    long unanswered = 0;
    long nanos = 0;
    for (long seed = 0; seed < HISTORIES; seed++) {
      List<Operation<C, R>> history = source.make(seed);
      long start = System.nanoTime();
      Verdict verdict = checker.check(history);
      nanos += System.nanoTime() - start;
      assertThat(verdict).as("seed %d", seed).isInstanceOf(Linearizable.class);
      steps += ((Linearizable) verdict).steps();
      unanswered += history.stream().filter(Operation::unknown).count();
    }
    System.out.printf(
        "%s: %d histories of %d operations pass, %d unanswered, %d steps, %d ms%n",
        what, HISTORIES, LARGE.operations(), unanswered, steps, nanos / 1_000_000);
    assertThat(unanswered).as("unanswered operations").isGreaterThan(HISTORIES);
  }

  private static <C, R> void allFound(
      String what,
      RandomHistories<?, C, R> source,
      Model<?, C, R> model,
      Function<List<Operation<C, R>>, Optional<List<Operation<C, R>>>> tampering) {
    Linearizability<?, C, R> checker = new Linearizability<>(model);
    int tampered = 0;
    long start = System.nanoTime();
    for (long seed = 0; seed < HISTORIES; seed++) {
      Optional<List<Operation<C, R>>> history = tampering.apply(source.make(seed));
      if (history.isPresent()) {
        tampered++;
        Verdict verdict = checker.check(history.get());
        assertThat(verdict).as("%s, seed %d", what, seed).isInstanceOf(Violation.class);
      }
    }
    System.out.printf(
        "%s: %d planted, all found, %d ms%n",
        what, tampered, (System.nanoTime() - start) / 1_000_000);
    assertThat(tampered).as("planted " + what).isGreaterThan(AT_LEAST_TAMPERED);
  }
}
