package conclave.machine;

import static conclave.machine.Result.Refusal.EXPIRED;
import static conclave.machine.Result.Refusal.FORGOTTEN;
import static conclave.machine.Result.Refusal.WINDOW_FULL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final SessionLimits SMALL = new SessionLimits(3, 4, 1_500, 4_000);

  private final CountingMachine counter = new CountingMachine();
  private final Machines machines = new Machines(SMALL, Map.of(LogWriter.COUNTER, counter));
  private final LogWriter log = new LogWriter(machines);

  private static Result ok(String reply) {
    return new Result.Ok(reply.getBytes());
  }

  @Test
  void aSessionIsNamedByTheIndexOfTheEntryThatOpenedIt() {
    log.append(new Command.CloseSession(99));
    assertThat(log.open(7)).isEqualTo(2);
    assertThat(log.open(8)).isEqualTo(3);
  }

  @Test
  void openingAgainWithTheSameNonceReturnsTheSameSession() {
    long session = log.open(7);
    assertThat(log.execute(session, 1, 1, "a")).isEqualTo(ok("1:a"));
    assertThat(log.open(7)).isEqualTo(session);
    assertThat(log.execute(session, 1, 1, "a")).isEqualTo(ok("1:a"));
  }

  @Test
  void aNonceIsForgottenWithItsSession() {
    long session = log.open(7);
    assertThat(log.append(new Command.CloseSession(session))).isEqualTo(ok(""));
    assertThat(log.open(7)).isNotEqualTo(session);
    assertThat(log.execute(session, 1, 1, "a")).isEqualTo(EXPIRED);
    assertThat(log.append(new Command.CloseSession(session))).isEqualTo(EXPIRED);
  }

  @Test
  void aRepeatedSequenceReturnsTheFirstResultAndIsNotApplied() {
    long session = log.open(7);
    log.execute(session, 1, 1, "a");
    assertThat(log.execute(session, 1, 1, "another payload")).isEqualTo(ok("1:a"));
    assertThat(counter.count).isEqualTo(1);
  }

  @Test
  void sequencesMayArriveInAnyOrder() {
    long session = log.open(7);
    assertThat(log.execute(session, 3, 1, "c")).isEqualTo(ok("1:c"));
    assertThat(log.execute(session, 1, 1, "a")).isEqualTo(ok("2:a"));
    assertThat(log.execute(session, 2, 1, "b")).isEqualTo(ok("3:b"));
    assertThat(log.execute(session, 3, 1, "c")).isEqualTo(ok("1:c"));
  }

  @Test
  void whatTheClientAcknowledgedIsForgotten() {
    long session = log.open(7);
    log.execute(session, 1, 1, "a");
    log.execute(session, 2, 2, "b");
    assertThat(log.execute(session, 1, 1, "a")).isEqualTo(FORGOTTEN);
    assertThat(counter.count).isEqualTo(2);
  }

  @Test
  void aSequenceThatWasGivenUpIsNeverAppliedAnyMore() {
    long session = log.open(7);
    log.execute(session, 2, 2, "b");
    assertThat(log.execute(session, 1, 1, "straggler")).isEqualTo(FORGOTTEN);
    assertThat(counter.count).isEqualTo(1);
  }

  @Test
  void anOldAcknowledgementThatArrivesLateTakesNothingBack() {
    long session = log.open(7);
    log.execute(session, 3, 3, "c");
    log.execute(session, 4, 1, "d");
    assertThat(log.execute(session, 2, 2, "b")).isEqualTo(FORGOTTEN);
  }

  @Test
  void beyondTheWindowNothingIsAppliedUntilTheClientAcknowledges() {
    long session = log.open(7);
    assertThat(log.execute(session, 5, 1, "e")).isEqualTo(WINDOW_FULL);
    assertThat(counter.count).isZero();
    assertThat(log.execute(session, 5, 2, "e")).isEqualTo(ok("1:e"));
  }

  @Test
  void aSessionWithTooManyBytesOfResultsIsFullUntilTheClientAcknowledges() {
    long session = log.open(7);
    log.execute(session, 1, 1, "big");
    log.execute(session, 2, 1, "big");
    assertThat(log.execute(session, 3, 1, "c")).isEqualTo(WINDOW_FULL);
    assertThat(log.execute(session, 3, 2, "c")).isEqualTo(ok("3:c"));
    assertThat(log.execute(session, 2, 2, "big")).isInstanceOf(Result.Ok.class);
  }

  @Test
  void oneSessionTooManyEvictsTheLeastRecentlyUsed() {
    long first = log.open(1);
    long second = log.open(2);
    long third = log.open(3);
    log.execute(first, 1, 1, "a");
    log.open(3);
    long fourth = log.open(4);
    assertThat(log.execute(second, 1, 1, "b")).isEqualTo(EXPIRED);
    assertThat(log.execute(first, 1, 1, "a")).isEqualTo(ok("1:a"));
    assertThat(log.execute(third, 1, 1, "c")).isEqualTo(ok("2:c"));
    assertThat(log.execute(fourth, 1, 1, "d")).isEqualTo(ok("3:d"));
    assertThat(machines.sessionCount()).isEqualTo(3);
  }

  @Test
  void tooManyBytesOfAllSessionsEvictTheLeastRecentlyUsedButNotTheOneInUse() {
    long first = log.open(1);
    long second = log.open(2);
    for (int sequence = 1; sequence <= 2; sequence++) {
      log.execute(first, sequence, 1, "big");
      log.execute(second, sequence, 1, "big");
    }
    assertThat(machines.sessionCount()).isEqualTo(1);
    assertThat(machines.sessionBytes()).isEqualTo(2 * 1_064);
    assertThat(log.execute(first, 1, 1, "big")).isEqualTo(EXPIRED);
    assertThat(log.execute(second, 1, 1, "big")).isInstanceOf(Result.Ok.class);
  }

  @Test
  void aSessionThatNobodyOpenedIsExpired() {
    assertThat(log.execute(5, 1, 1, "a")).isEqualTo(EXPIRED);
    assertThat(counter.count).isZero();
  }

  @Test
  void anUnknownMachineIsRefusedOnceAndForAll() {
    long session = log.open(7);
    Command command = new Command.Execute(session, 1, 1, "nobody", new byte[0]);
    assertThat(log.append(command)).isEqualTo(Result.Refusal.NO_SUCH_MACHINE);
    assertThat(log.execute(session, 1, 1, "a")).isEqualTo(Result.Refusal.NO_SUCH_MACHINE);
    assertThat(counter.count).isZero();
  }

  @Test
  void limitsThatMakeNoSenseAreRefusedByName() {
    assertThatThrownBy(() -> new SessionLimits(0, 1, 1, 1)).hasMessageContaining("maxSessions 0");
    assertThatThrownBy(() -> new SessionLimits(1, 1, 2, 1)).hasMessageContaining("maxTotalBytes 1");
  }
}
