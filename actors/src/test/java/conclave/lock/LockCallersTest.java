package conclave.lock;

import static conclave.lock.LockBench.LOCK;
import static conclave.lock.LockBench.TTL;
import static conclave.lock.LockBench.WITHIN;
import static conclave.lock.LockBench.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.lock.LockBench.Asked;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.wire.MalformedException;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers of locks who leave, are wrong or are too many. */
class LockCallersTest {

  private static final Duration WAIT = Duration.ofSeconds(8);
  private static final Duration AGES = Duration.ofSeconds(Long.MAX_VALUE);
  private static final LockReply.Granted GRANTED = new LockReply.Granted(5, 5, TTL.toMillis());

  private final LockBench bench = new LockBench();
  private final TestProbe<Locks.Reply> leaver = bench.stage.probe(Locks.Reply.class);

  @AfterEach
  void close() {
    bench.close();
  }

  private Asked<LockCommand.Acquire> asked() {
    return bench.command(LockCommand.Acquire.class);
  }

  private Asked<LockCommand.Acquire> leaverAsks(String owner) {
    bench.opened();
    bench.locks.tell(bench.acquire(owner, WAIT, leaver.ref()));
    return asked();
  }

  @Test
  void aCallerThatEndsWaitsNoMore() {
    leaverAsks("a").answer(new LockReply.Waiting(7, 1));
    bench.settle();
    leaver.stop();
    Asked<LockCommand.Withdraw> withdraw = bench.command(LockCommand.Withdraw.class);
    assertThat(withdraw.what().waiter()).isEqualTo(7);
    withdraw.answer(new LockReply.Stale());
    bench.nothingAsked();
  }

  @Test
  void aCallerThatEndsBeforeItIsToldToWaitWaitsNoMore() {
    Asked<LockCommand.Acquire> asked = leaverAsks("a");
    leaver.stop();
    bench.stage.kit().createTestProbe().expectTerminated(leaver.ref());
    bench.settle();
    asked.answer(new LockReply.Waiting(7, 1));
    bench.command(LockCommand.Withdraw.class).answer(new LockReply.Locked(4, "b"));
    bench.nothingAsked();
  }

  /** Whoever asked again as the same owner elsewhere may have it by now. */
  @Test
  void whatIsGrantedToAWaiterThatHasGoneIsLeftToRunOut() {
    leaverAsks("a").answer(new LockReply.Waiting(7, 1));
    bench.event(turn("a"));
    Asked<LockCommand.Acquire> claim = asked();
    leaver.stop();
    bench.stage.kit().createTestProbe().expectTerminated(leaver.ref());
    bench.settle();
    claim.answer(GRANTED);
    bench.nothingAsked();
  }

  @Test
  void whatAWithdrawalFindsGrantedIsLeftToRunOutToo() {
    leaverAsks("a").answer(new LockReply.Waiting(7, 1));
    bench.settle();
    leaver.stop();
    bench.command(LockCommand.Withdraw.class).answer(GRANTED);
    bench.nothingAsked();
  }

  @Test
  void theWithdrawalOfACallerThatHasGoneIsNotTriedForLong() {
    leaverAsks("a").answer(new LockReply.Waiting(7, 1));
    bench.settle();
    leaver.stop();
    assertThat(bench.command(LockCommand.Withdraw.class).within())
        .isLessThan(WITHIN)
        .isLessThanOrEqualTo(Duration.ofSeconds(5));
  }

  /** It hung up on this node, which was cut off, and was granted the lock through another. */
  @Test
  void aWithdrawalThatComesLateEndsNothingThatTheSameOwnerWasGrantedElsewhere() {
    LockTable table = new LockTable(LockLimits.STANDARD);
    apply(table, 1, new LockCommand.Acquire(LOCK, "b", 9_000, 0));
    Asked<LockCommand.Acquire> first = leaverAsks("a");
    first.answer(apply(table, 2, first.what()));
    bench.settle();
    leaver.stop();
    Asked<LockCommand.Withdraw> cutOff = bench.command(LockCommand.Withdraw.class);
    LockCommand again = new LockCommand.Acquire(LOCK, "a", 9_000, 8_000);
    assertThat(apply(table, 3, again)).isInstanceOf(LockReply.Waiting.class);
    apply(table, 4, new LockCommand.Acquire(LOCK, "c", 9_000, 8_000));
    apply(table, 5, new LockCommand.Release(LOCK, "b", 1));
    assertThat(apply(table, 6, again)).isEqualTo(new LockReply.Granted(2, 6, 9_000));
    cutOff.answer(apply(table, 7, cutOff.what()));
    bench.nothingAsked();
    assertThat(apply(table, 8, new LockCommand.Renew(LOCK, "a", 2)))
        .isEqualTo(new LockReply.Granted(2, 8, 9_000));
  }

  private static LockReply apply(LockTable table, long index, LockCommand command) {
    try {
      return LockReply.decode(table.apply(index, command.encode()));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWithdrawalThatComesLateEndsNothingThatTheSameOwnerWasGrantedHere() {
    leaverAsks("a").answer(new LockReply.Waiting(7, 1));
    bench.settle();
    leaver.stop();
    Asked<LockCommand.Withdraw> withdraw = bench.command(LockCommand.Withdraw.class);
    bench.locks.tell(bench.acquire("a", WAIT));
    asked().answer(GRANTED);
    bench.caller.expectMessageClass(Locks.Granted.class);
    withdraw.answer(GRANTED);
    bench.nothingAsked();
  }

  @Test
  void theGrantOfAnotherCallerOfTheSameOwnerIsLeftAlone() {
    leaverAsks("a").answer(new LockReply.Waiting(7, 1));
    bench.waits("a", WAIT);
    bench.event(turn("a"));
    Asked<LockCommand.Acquire> leaving = asked();
    Asked<LockCommand.Acquire> staying = asked();
    leaver.stop();
    bench.stage.kit().createTestProbe().expectTerminated(leaver.ref());
    bench.settle();
    leaving.answer(GRANTED);
    staying.answer(GRANTED);
    bench.caller.expectMessageClass(Locks.Granted.class);
    bench.nothingAsked();
  }

  @Test
  void aCallerThatEndsWithoutHavingWaitedLeavesTheGrantAloneForItMayBeAnOlderOne() {
    Asked<LockCommand.Acquire> asked = leaverAsks("a");
    leaver.stop();
    bench.stage.kit().createTestProbe().expectTerminated(leaver.ref());
    bench.settle();
    asked.answer(GRANTED);
    bench.nothingAsked();
  }

  @Test
  void twoCallersOfTheSameOwnerAreBothGrantedTheSameToken() {
    bench.opened();
    bench.waits("a", WAIT);
    bench.waits("a", WAIT);
    bench.event(turn("a"));
    asked().answer(GRANTED);
    asked().answer(GRANTED);
    long now = bench.stage.nanos();
    bench.caller.expectMessage(new Locks.Granted(5, TTL, now));
    bench.caller.expectMessage(new Locks.Granted(5, TTL, now));
  }

  @Test
  void moreThanMaxWaitingAreRejectedUntilOneIsOver() {
    for (String owner : List.of("a", "b", "c")) {
      bench.locks.tell(bench.acquire(owner, WAIT));
    }
    Asked<LockCommand.Acquire> first = asked();
    asked();
    asked();
    bench.locks.tell(bench.acquire("d", WAIT));
    Locks.Rejected rejected = bench.caller.expectMessageClass(Locks.Rejected.class);
    assertThat(rejected.reason()).isEqualTo(Outcome.Reason.OVERLOADED);
    assertThat(rejected.message()).isEqualTo("3 callers of this node ask or wait for locks");
    first.answer(new LockReply.Locked(4, "x"));
    bench.caller.expectMessageClass(Locks.Locked.class);
    bench.locks.tell(bench.acquire("d", WAIT));
    asked();
  }

  private void rejects(Locks.Command wrong, String sentence) {
    bench.locks.tell(wrong);
    Locks.Rejected rejected = bench.caller.expectMessageClass(Locks.Rejected.class);
    assertThat(rejected.reason()).isEqualTo(Outcome.Reason.INVALID);
    assertThat(rejected.message()).contains(sentence);
    bench.nothingAsked();
  }

  private Locks.Acquire wrong(String owner, Duration ttl, Duration wait, Duration within) {
    return new Locks.Acquire(LOCK, owner, ttl, wait, within, bench.caller.ref());
  }

  @Test
  void aWrongAcquireIsRejectedWithASentence() {
    Duration none = Duration.ZERO;
    rejects(wrong("", TTL, none, WITHIN), "an owner must have 1 to 256 bytes of UTF-8, not 0");
    rejects(wrong("x".repeat(257), TTL, none, WITHIN), "1 to 256 bytes of UTF-8, not 257");
    rejects(wrong("\ud800", TTL, none, WITHIN), "unpaired surrogate");
    rejects(
        wrong("a", Duration.ofMillis(9), none, WITHIN),
        "a time-to-live must be 10 to 86400000 ms, not 9");
    rejects(wrong("a", Duration.ofDays(1).plusMillis(1), none, WITHIN), "not 86400001");
    rejects(wrong("a", AGES, none, WITHIN), "a time-to-live must be");
    rejects(wrong("a", AGES.negated(), none, WITHIN), "a time-to-live must be");
    rejects(wrong("a", TTL, Duration.ofMillis(-1), WITHIN), "a wait cannot be PT-0.001S");
    rejects(wrong("a", TTL, Duration.ofMinutes(11), WITHIN), "a wait must be at most PT10M");
    rejects(wrong("a", TTL, AGES, WITHIN), "a wait must be at most PT10M");
    for (Duration within : List.of(none, Duration.ofNanos(-1), Duration.ofDays(2), AGES)) {
      rejects(wrong("a", TTL, none, within), "up to a day, not within " + within);
    }
  }

  @Test
  void otherWrongRequestsAreRejectedWithASentence() {
    rejects(
        new Locks.Renew(LOCK, "a", 0, WITHIN, bench.caller.ref()), "a token must be positive: 0");
    rejects(new Locks.Release(LOCK, "", 1, WITHIN, bench.caller.ref()), "an owner must have");
    rejects(new Locks.Release(LOCK, "a", 1, AGES, bench.caller.ref()), "up to a day");
    rejects(
        new Locks.ListLocks("", 501, WITHIN, bench.caller.ref()),
        "a page must have 1 to 500 locks, not 501");
    rejects(new Locks.ListLocks("", 1, Duration.ZERO, bench.caller.ref()), "up to a day");
  }

  @Test
  void whatIsMissingIsRefusedWhereItIsMissing() {
    assertThatNullPointerException().isThrownBy(() -> bench.acquire(null, WAIT));
    assertThatNullPointerException().isThrownBy(() -> bench.acquire("a", null));
    assertThatNullPointerException().isThrownBy(() -> bench.acquire("a", WAIT, null));
    assertThatNullPointerException()
        .isThrownBy(() -> new Locks.Release(LOCK, "a", 1, WITHIN, null));
    assertThatNullPointerException().isThrownBy(() -> new Locks.Renew(null, "a", 1, WITHIN, null));
    assertThatNullPointerException()
        .isThrownBy(() -> new Locks.Hold(LOCK, "a", TTL, WAIT, null))
        .withMessage("listener");
  }

  @Test
  void aRenewalIsGrantedAsOfWhenItWasSentAndALostLockIsLost() {
    long sent = bench.stage.nanos();
    bench.locks.tell(new Locks.Renew(LOCK, "a", 5, WITHIN, bench.caller.ref()));
    Asked<LockCommand.Renew> renew = bench.command(LockCommand.Renew.class);
    assertThat(renew.what()).isEqualTo(new LockCommand.Renew(LOCK, "a", 5));
    bench.pass(Duration.ofSeconds(1));
    renew.answer(GRANTED);
    bench.caller.expectMessage(new Locks.Granted(5, TTL, sent));
    bench.locks.tell(new Locks.Renew(LOCK, "a", 5, WITHIN, bench.caller.ref()));
    bench.command(LockCommand.Renew.class).answer(new LockReply.Lost());
    bench.caller.expectMessage(new Locks.Lost());
    bench.locks.tell(new Locks.Renew(LOCK, "a", 5, WITHIN, bench.caller.ref()));
    bench.command(LockCommand.Renew.class).answer(new LockReply.Done());
    bench.caller.expectMessageClass(Locks.Unknown.class);
  }

  @Test
  void aReleaseIsReleasedLostRejectedOrUnknown() {
    Locks.Release release = new Locks.Release(LOCK, "a", 5, WITHIN, bench.caller.ref());
    bench.locks.tell(release);
    Asked<LockCommand.Release> asked = bench.command(LockCommand.Release.class);
    assertThat(asked.what()).isEqualTo(new LockCommand.Release(LOCK, "a", 5));
    assertThat(asked.within()).isEqualTo(WITHIN);
    asked.answer(new LockReply.Done());
    bench.caller.expectMessage(new Locks.Released());
    bench.locks.tell(release);
    bench.command(LockCommand.Release.class).answer(new LockReply.Lost());
    bench.caller.expectMessage(new Locks.Lost());
    bench.locks.tell(release);
    bench.command(LockCommand.Release.class).refuse(Outcome.Reason.NO_SPACE);
    bench.caller.expectMessage(new Locks.Rejected(Outcome.Reason.NO_SPACE, "refused"));
    bench.locks.tell(release);
    bench.command(LockCommand.Release.class).leaveUnknown();
    bench.caller.expectMessageClass(Locks.Unknown.class);
  }

  @Test
  void aRenewalUnderWayIsAnsweredThoughTheLocksDied() {
    bench.locks.tell(new Locks.Renew(LOCK, "a", 5, WITHIN, bench.caller.ref()));
    Asked<LockCommand.Renew> renew = bench.command(LockCommand.Renew.class);
    bench.kill();
    bench.settle();
    renew.answer(GRANTED);
    bench.caller.expectMessageClass(Locks.Granted.class);
  }

  @Test
  void theSameHoldAgainChangesNothingUntilItsEndWasHeard() {
    TestProbe<LockHolder.Event> listener = bench.stage.probe(LockHolder.Event.class);
    Locks.Hold hold = new Locks.Hold(LOCK, "a", TTL, WAIT, listener.ref());
    bench.locks.tell(hold);
    Asked<LockCommand.Acquire> first = asked();
    bench.locks.tell(hold);
    bench.nothingAsked();
    first.answer(new LockReply.Locked(4, "x"));
    listener.expectMessageClass(LockHolder.NotHeld.class);
    bench.locks.tell(hold);
    asked();
  }

  @Test
  void aHoldBeyondMaxHeldIsNotHeldUntilOneIsOver() {
    TestProbe<LockHolder.Event> listener = bench.stage.probe(LockHolder.Event.class);
    TestProbe<LockHolder.Event> other = bench.stage.probe(LockHolder.Event.class);
    bench.locks.tell(new Locks.Hold(LOCK, "a", TTL, WAIT, listener.ref()));
    Asked<LockCommand.Acquire> first = asked();
    bench.locks.tell(new Locks.Hold(LOCK, "b", TTL, WAIT, other.ref()));
    asked();
    LockName third = new LockName(Space.LOCK, "third");
    bench.locks.tell(new Locks.Hold(third, "c", TTL, WAIT, other.ref()));
    Locks.Rejected rejected =
        new Locks.Rejected(Outcome.Reason.OVERLOADED, "2 locks are held or wanted on this node");
    other.expectMessage(new LockHolder.NotHeld(third, rejected));
    first.answer(new LockReply.Locked(4, "x"));
    listener.expectMessageClass(LockHolder.NotHeld.class);
    bench.locks.tell(new Locks.Hold(third, "c", TTL, WAIT, other.ref()));
    asked();
  }

  @Test
  void aWrongHoldIsNotHeld() {
    TestProbe<LockHolder.Event> listener = bench.stage.probe(LockHolder.Event.class);
    bench.locks.tell(new Locks.Hold(LOCK, "", TTL, WAIT, listener.ref()));
    LockHolder.NotHeld notHeld = listener.expectMessageClass(LockHolder.NotHeld.class);
    assertThat(((Locks.Rejected) notHeld.why()).reason()).isEqualTo(Outcome.Reason.INVALID);
    bench.locks.tell(new Locks.Hold(LOCK, "a", TTL, AGES.negated(), listener.ref()));
    listener.expectMessageClass(LockHolder.NotHeld.class);
    bench.locks.tell(new Locks.Hold(LOCK, "a", AGES, WAIT, listener.ref()));
    listener.expectMessageClass(LockHolder.NotHeld.class);
  }
}
