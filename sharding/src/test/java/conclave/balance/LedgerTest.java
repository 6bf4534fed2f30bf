package conclave.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.balance.route.Outcome;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The ledger finds what it is there for. */
class LedgerTest {

  private static final Outcome DONE = new Outcome.Done(new Greeting("a"));
  private static final Outcome UNKNOWN = new Outcome.Unknown("");
  private static final Outcome REJECTED =
      new Outcome.Rejected(Outcome.Reason.NO_NODE, "nobody is there");

  private static void isFound(boolean safe, Consumer<Ledger> story) {
    Ledger ledger = new Ledger();
    ledger.asked("a", safe);
    story.accept(ledger);
    assertThatThrownBy(ledger::check).isInstanceOf(AssertionError.class);
  }

  @Test
  void everyPlantedStoryIsFound() {
    isFound(true, ledger -> {});
    isFound(true, ledger -> ledger.told("a", DONE));
    isFound(
        true,
        ledger -> {
          ledger.executed("a");
          ledger.told("a", DONE);
          ledger.told("a", UNKNOWN);
        });
    isFound(
        false,
        ledger -> {
          ledger.executed("a");
          ledger.executed("a");
          ledger.told("a", UNKNOWN);
        });
    isFound(
        false,
        ledger -> {
          ledger.executed("a");
          ledger.told("a", REJECTED);
        });
    isFound(
        true,
        ledger -> {
          ledger.executed("a");
          ledger.told("a", new Outcome.Done(new Greeting("another's")));
        });
  }

  @Test
  void atLeastOnceIsRightForASafeRequest() {
    Ledger ledger = new Ledger();
    ledger.asked("a", true);
    ledger.executed("a");
    ledger.executed("a");
    ledger.told("a", DONE);
    ledger.check();
    assertThat(ledger.doneTwice()).isEqualTo(1);
  }
}
