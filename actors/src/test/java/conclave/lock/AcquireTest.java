package conclave.lock;

import static conclave.lock.LockBench.LOCK;
import static conclave.lock.LockBench.LOOK_AGAIN;
import static conclave.lock.LockBench.PATIENCE;
import static conclave.lock.LockBench.TTL;
import static conclave.lock.LockBench.WITHIN;
import static conclave.lock.LockBench.turn;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.lock.LockBench.Asked;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.machine.keys.IdempotencyKey;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An Acquire from its beginning to its one answer. */
class AcquireTest {

  private static final Duration WAIT = Duration.ofSeconds(8);
  private static final LockReply.Granted GRANTED = new LockReply.Granted(5, 5, TTL.toMillis());

  private final LockBench bench = new LockBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private Asked<LockCommand.Acquire> asked() {
    return bench.command(LockCommand.Acquire.class);
  }

  private void isGranted(long askedAtNanos) {
    bench.caller.expectMessage(new Locks.Granted(5, TTL, askedAtNanos));
  }

  private void toldNothing() {
    bench.settle();
    bench.caller.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void aFreeLockIsGrantedAsOfWhenTheRequestWasSent() {
    bench.opened();
    long sent = bench.stage.nanos();
    bench.locks.tell(bench.acquire("a", Duration.ZERO));
    Asked<LockCommand.Acquire> asked = asked();
    assertThat(asked.what()).isEqualTo(new LockCommand.Acquire(LOCK, "a", 3_000, 0));
    assertThat(asked.within()).isEqualTo(WITHIN);
    bench.pass(Duration.ofSeconds(1));
    asked.answer(GRANTED);
    isGranted(sent);
    bench.nothingAsked();
  }

  @Test
  void whoDoesNotWaitIsToldWhoHoldsTheLock() {
    bench.locks.tell(bench.acquire("a", Duration.ZERO));
    asked().answer(new LockReply.Locked(4, "b"));
    bench.caller.expectMessage(new Locks.Locked("b"));
  }

  @Test
  void whoWaitsSaysAWordWhenItsTurnHasComeAndIsGrantedAsOfThen() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.pass(Duration.ofMillis(700));
    bench.event(turn("b"));
    bench.nothingAsked();
    bench.event(turn("a"));
    Asked<LockCommand.Acquire> claim = asked();
    assertThat(claim.what().waitMs()).isEqualTo(7_300);
    claim.answer(GRANTED);
    isGranted(bench.stage.nanos());
  }

  @Test
  void aTurnThatIsHeardBeforeTheAnswerToWaitIsNotMissed() {
    bench.opened();
    bench.locks.tell(bench.acquire("a", WAIT));
    Asked<LockCommand.Acquire> first = asked();
    bench.event(turn("a"));
    bench.settle();
    first.answer(new LockReply.Waiting(7, 1));
    asked().answer(GRANTED);
    isGranted(bench.stage.nanos());
    bench.nothingAsked();
  }

  @Test
  void aWaitThatIsOverIsWithdrawnAndAnsweredByWhoHoldsTheLock() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.pass(WAIT.minusNanos(1));
    bench.nothingAsked();
    bench.pass(Duration.ofNanos(1_000_000));
    Asked<LockCommand.Withdraw> withdraw = bench.command(LockCommand.Withdraw.class);
    assertThat(withdraw.what()).isEqualTo(new LockCommand.Withdraw(LOCK, "a", 7));
    withdraw.answer(new LockReply.Locked(4, "b"));
    bench.caller.expectMessage(new Locks.Locked("b"));
    bench.pass(WITHIN);
    bench.nothingAsked();
  }

  @Test
  void aWithdrawalThatFindsItsTurnHasComeClaimsTheLock() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.pass(WAIT);
    bench.command(LockCommand.Withdraw.class).answer(GRANTED);
    asked().answer(GRANTED);
    isGranted(bench.stage.nanos());
  }

  @Test
  void aWithdrawalThatFindsNobodyWaitingAsksOnceMoreWithoutWaiting() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.pass(WAIT);
    bench.command(LockCommand.Withdraw.class).answer(new LockReply.Stale());
    Asked<LockCommand.Acquire> again = asked();
    assertThat(again.what().waitMs()).isZero();
    again.answer(new LockReply.Locked(4, "b"));
    bench.caller.expectMessage(new Locks.Locked("b"));
    bench.nothingAsked();
  }

  @Test
  void anAnswerAfterTheEndSaysNothing() {
    bench.locks.tell(bench.acquire("a", Duration.ZERO));
    Asked<LockCommand.Acquire> asked = asked();
    asked.answer(new LockReply.Locked(4, "b"));
    asked.answer(GRANTED);
    bench.caller.expectMessage(new Locks.Locked("b"));
    toldNothing();
  }

  @Test
  void anAnswerToAnEarlierRequestSaysNothing() {
    bench.opened();
    bench.locks.tell(bench.acquire("a", WAIT));
    Asked<LockCommand.Acquire> first = asked();
    first.answer(new LockReply.Waiting(7, 1));
    bench.event(turn("a"));
    Asked<LockCommand.Acquire> claim = asked();
    first.answer(new LockReply.Locked(4, "b"));
    toldNothing();
    claim.answer(GRANTED);
    isGranted(bench.stage.nanos());
  }

  @Test
  void anAnswerToAFormerLifeReachesNobodyInTheNext() {
    bench.locks.tell(bench.acquire("a", Duration.ZERO));
    Asked<LockCommand.Acquire> former = asked();
    bench.kill();
    bench.caller.expectMessageClass(Locks.Unknown.class);
    bench.locks.tell(bench.acquire("b", Duration.ZERO));
    Asked<LockCommand.Acquire> present = asked();
    former.answer(GRANTED);
    toldNothing();
    present.answer(new LockReply.Locked(4, "c"));
    bench.caller.expectMessage(new Locks.Locked("c"));
  }

  @Test
  void whenItDiesWhoAsksOrWaitsIsToldThatItsFateIsUnknown() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.locks.tell(bench.acquire("b", WAIT));
    asked();
    bench.kill();
    bench.caller.expectMessageClass(Locks.Unknown.class);
    bench.caller.expectMessageClass(Locks.Unknown.class);
    toldNothing();
  }

  @Test
  void whenItDiesWhoWaitsLeavesTheQueueAsDoesWhoIsToldToWaitTooLate() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.locks.tell(bench.acquire("b", WAIT));
    Asked<LockCommand.Acquire> late = asked();
    bench.kill();
    assertThat(bench.command(LockCommand.Withdraw.class).what())
        .isEqualTo(new LockCommand.Withdraw(LOCK, "a", 7));
    bench.settle();
    late.answer(new LockReply.Waiting(8, 2));
    assertThat(bench.command(LockCommand.Withdraw.class).what())
        .isEqualTo(new LockCommand.Withdraw(LOCK, "b", 8));
  }

  @Test
  void whoAsksAgainAsTheSameOwnerKeepsThePlaceOfTheFormerLife() {
    bench.locks.tell(bench.acquire("b", WAIT));
    Asked<LockCommand.Acquire> late = asked();
    bench.kill();
    bench.caller.expectMessageClass(Locks.Unknown.class);
    bench.locks.tell(bench.acquire("b", WAIT));
    asked();
    late.answer(new LockReply.Waiting(8, 2));
    bench.nothingAsked();
  }

  @Test
  void anAnswerThatNeverComesCostsTheDeadlineAndNoMore() {
    bench.locks.tell(bench.acquire("a", Duration.ZERO));
    Asked<LockCommand.Acquire> asked = asked();
    bench.pass(WITHIN);
    toldNothing();
    bench.pass(Duration.ofMillis(500));
    bench.caller.expectMessage(new Locks.Unknown("no answer in time"));
    asked.answer(GRANTED);
    toldNothing();
  }

  @Test
  void whatIsUnknownOrRejectedAtTheFirstRequestIsToldAsItIs() {
    bench.locks.tell(bench.acquire("a", WAIT));
    asked().leaveUnknown();
    bench.caller.expectMessage(new Locks.Unknown("nobody knows"));
    bench.locks.tell(bench.acquire("a", WAIT));
    asked().refuse(Outcome.Reason.NO_LEADER);
    bench.caller.expectMessage(new Locks.Rejected(Outcome.Reason.NO_LEADER, "refused"));
    bench.locks.tell(bench.acquire("a", WAIT));
    asked().answer(new LockReply.Full());
    bench.caller.expectMessage(Answer.FULL);
  }

  @Test
  void aPlaceInTheQueueIsNotGivenUpBecauseARequestWasRefused() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.event(turn("a"));
    asked().refuse(Outcome.Reason.OVERLOADED);
    toldNothing();
    bench.pass(LOOK_AGAIN);
    bench.question(LockQuery.Standing.class).leaveUnknown();
    bench.pass(LOOK_AGAIN);
    bench.question(LockQuery.Standing.class).answer(GRANTED);
    asked().answer(GRANTED);
    isGranted(bench.stage.nanos());
  }

  @Test
  void aWaiterWhoseFateDependsOnARefusedWithdrawalIsToldThatItIsUnknown() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.pass(WAIT);
    bench.command(LockCommand.Withdraw.class).refuse(Outcome.Reason.OVERLOADED);
    bench.caller.expectMessage(new Locks.Unknown("refused"));
  }

  private void waitsUnderAKey() {
    bench.opened();
    IdempotencyKey key = IdempotencyKey.of(List.of(new byte[] {1}), List.of(new byte[] {2}));
    bench.locks.tell(new Locks.Once(bench.acquire("a", WAIT), key));
    bench.commandOnce(LockCommand.Acquire.class).answer(new LockReply.Waiting(7, 1));
    bench.settle();
  }

  @Test
  void aKeyThatBecameAnothersWhileItWaitedIsRefusedAndItsPlaceIsLeftWithoutTheKey() {
    waitsUnderAKey();
    bench.event(turn("a"));
    bench.commandOnce(LockCommand.Acquire.class).refuse(Outcome.Reason.KEY_USED);
    bench.caller.expectMessage(new Locks.Rejected(Outcome.Reason.KEY_USED, "refused"));
    Asked<LockCommand.Withdraw> withdraw = bench.command(LockCommand.Withdraw.class);
    assertThat(withdraw.what().waiter()).isEqualTo(7);
    withdraw.answer(GRANTED);
    bench.nothingAsked();
  }

  @Test
  void aKeyThatIsAnothersLeavesThePlaceOfWhoWaitsAsTheSameOwner() {
    waitsUnderAKey();
    bench.waits("a", WAIT.plusSeconds(1));
    bench.pass(WAIT);
    bench.commandOnce(LockCommand.Withdraw.class).refuse(Outcome.Reason.KEY_USED);
    bench.caller.expectMessage(new Locks.Rejected(Outcome.Reason.KEY_USED, "refused"));
    bench.nothingAsked();
  }

  @Test
  void anAnswerOutOfPlaceEndsItInsteadOfAskingForEver() {
    for (LockReply odd : new LockReply[] {new LockReply.Done(), new LockReply.Stale()}) {
      bench.locks.tell(bench.acquire("a", WAIT));
      asked().answer(odd);
      bench.caller.expectMessageClass(Locks.Unknown.class);
      bench.nothingAsked();
    }
  }

  @Test
  void whereNoEventsComeAWaitersPlaceIsLookedUp() {
    bench.waits("a", WAIT);
    bench.pass(LOOK_AGAIN);
    bench.question(LockQuery.Standing.class).answer(new LockReply.Waiting(7, 1));
    bench.nothingAsked();
    bench.pass(LOOK_AGAIN);
    bench.question(LockQuery.Standing.class).answer(GRANTED);
    asked().answer(GRANTED);
    isGranted(bench.stage.nanos());
  }

  @Test
  void whereEventsComeItIsLookedUpOnlyWhenTheyBeginAnew() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.pass(WAIT.minusMillis(1));
    bench.nothingAsked();
    bench.opened();
    bench.question(LockQuery.Standing.class).answer(new LockReply.Waiting(7, 1));
    bench.nothingAsked();
  }

  @Test
  void whoLostItsPlaceBeginsToWaitAgain() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.event(new LockEvent.Left(LOCK, "a", 6, LockEvent.Left.Reason.TIMED_OUT));
    bench.nothingAsked();
    bench.event(new LockEvent.Left(LOCK, "a", 7, LockEvent.Left.Reason.WITHDRAWN));
    asked().answer(new LockReply.Waiting(8, 3));
    bench.opened();
    bench.question(LockQuery.Standing.class).answer(new LockReply.Locked(4, "b"));
    asked().answer(new LockReply.Waiting(9, 2));
    toldNothing();
  }

  @Test
  void whoWaitsForLongSaysSoAgainBeforeItsPlaceIsGivenUp() {
    bench.opened();
    bench.waits("a", PATIENCE.plusSeconds(5));
    bench.pass(PATIENCE.dividedBy(2));
    Asked<LockCommand.Acquire> again = asked();
    assertThat(again.what().waitMs()).isEqualTo(PATIENCE.toMillis());
    again.answer(new LockReply.Waiting(7, 1));
    bench.pass(Duration.ofSeconds(9));
    bench.nothingAsked();
    bench.pass(Duration.ofSeconds(1));
    bench.command(LockCommand.Withdraw.class);
  }
}
