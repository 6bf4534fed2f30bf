package conclave.lock;

import static conclave.lock.LockBench.LOCK;
import static conclave.lock.LockBench.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.Stage;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A holder between its listener and the locks, both of which the test plays. */
class LockHolderTest {

  private static final double DRIFT = 0.1;
  private static final Duration BELIEVED = Duration.ofMillis(2_700);
  private static final Duration WAIT = Duration.ofSeconds(8);
  private static final Duration QUIET = Duration.ofMillis(20);

  private final Stage stage = new Stage();
  private final TestProbe<Locks.Command> locks = stage.probe(Locks.Command.class);
  private final TestProbe<LockHolder.Event> listener = stage.probe(LockHolder.Event.class);
  private final TestProbe<Object> watcher = stage.probe(Object.class);
  private final ActorRef<LockHolder.Command> holder =
      stage
          .kit()
          .spawn(
              LockHolder.create(
                  new LockHolder.Setup(
                      new Locks.Hold(LOCK, "a", TTL, WAIT, listener.ref()),
                      locks.ref(),
                      DRIFT,
                      stage::nanos)));
  private final Locks.Acquire acquire = locks.expectMessageClass(Locks.Await.class).request();

  @AfterEach
  void close() {
    stage.close();
  }

  private Locks.Granted granted(long askedAt) {
    return new Locks.Granted(5, TTL, askedAt);
  }

  private LockHandle held() {
    acquire.replyTo().tell(granted(stage.nanos()));
    return listener.expectMessageClass(LockHolder.Held.class).handle();
  }

  private void pass(Duration time) {
    stage.settle(holder);
    stage.pass(time);
  }

  private void isOver() {
    watcher.expectTerminated(holder);
    listener.expectNoMessage(QUIET);
  }

  private Locks.Renew renewalDue() {
    pass(TTL.dividedBy(3));
    return locks.expectMessageClass(Locks.Renew.class);
  }

  @Test
  void itAsksForAsLongAsItMayWait() {
    assertThat(acquire.lock()).isEqualTo(LOCK);
    assertThat(acquire.owner()).isEqualTo("a");
    assertThat(acquire.ttl()).isEqualTo(TTL);
    assertThat(acquire.waitAtMost()).isEqualTo(WAIT);
    assertThat(acquire.within()).isGreaterThan(WAIT);
  }

  @Test
  void aLockThatIsNotGrantedIsNotHeldAndSaysWhy() {
    acquire.replyTo().tell(new Locks.Locked("b"));
    listener.expectMessage(new LockHolder.NotHeld(LOCK, new Locks.Locked("b")));
    isOver();
  }

  @Test
  void itRenewsAfterAThirdOfTheTimeAgainAndAgain() {
    LockHandle handle = held();
    assertThat(handle.token()).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      pass(TTL.dividedBy(3).minusMillis(1));
      locks.expectNoMessage(QUIET);
      pass(Duration.ofMillis(1));
      Locks.Renew renew = locks.expectMessageClass(Locks.Renew.class);
      assertThat(renew.token()).isEqualTo(5);
      assertThat(renew.within()).isEqualTo(BELIEVED.minus(TTL.dividedBy(3)));
      renew.replyTo().tell(granted(stage.nanos()));
    }
    listener.expectNoMessage(QUIET);
  }

  @Test
  void itCountsFromWhenTheRequestWasSentLessThePartForItsClock() {
    acquire.replyTo().tell(granted(stage.nanos() - Duration.ofMillis(700).toNanos()));
    LockHandle handle = listener.expectMessageClass(LockHolder.Held.class).handle();
    pass(Duration.ofMillis(1_999));
    listener.expectNoMessage(QUIET);
    pass(Duration.ofMillis(1));
    assertThat(listener.expectMessageClass(LockHolder.Lost.class).handle()).isEqualTo(handle);
    isOver();
  }

  /** A release could end the same grant once it is renewed for who asks again. */
  @Test
  void aGrantThatCameTooLateIsNotHeldAndIsLeftToRunOut() {
    acquire.replyTo().tell(granted(stage.nanos() - BELIEVED.toNanos()));
    LockHolder.NotHeld notHeld = listener.expectMessageClass(LockHolder.NotHeld.class);
    assertThat(notHeld.why()).isEqualTo(new Locks.Unknown("it was granted, but too late"));
    locks.expectMessageClass(Locks.HolderOver.class);
    locks.expectNoMessage(QUIET);
    isOver();
  }

  @Test
  void aRenewalThatIsRefusedIsTriedAgainUntilTheTimeIsUp() {
    held();
    Locks.Renew renew = renewalDue();
    for (int i = 0; i < 5; i++) {
      renew.replyTo().tell(new Locks.Rejected(Outcome.Reason.OVERLOADED, "refused"));
      pass(TTL.dividedBy(10));
      renew = locks.expectMessageClass(Locks.Renew.class);
    }
    renew.replyTo().tell(new Locks.Unknown("refused"));
    pass(Duration.ofMillis(200));
    listener.expectMessageClass(LockHolder.Lost.class);
    isOver();
  }

  @Test
  void aRenewalThatFindsTheLockLostSaysSo() {
    LockHandle handle = held();
    renewalDue().replyTo().tell(new Locks.Lost());
    listener.expectMessage(new LockHolder.Lost(handle, "it ran out, or was ended"));
    isOver();
  }

  @Test
  void whenItWakesFromAPauseTheLossIsTheFirstThingWhateverElseItWasTold() {
    LockHandle handle = held();
    Locks.Renew renew = renewalDue();
    stage.settle(holder);
    stage.pause(BELIEVED);
    renew.replyTo().tell(granted(stage.nanos() - 1));
    listener.expectMessage(new LockHolder.Lost(handle, "it could not be renewed in time"));
    isOver();
  }

  @Test
  void aReleaseAfterAPauseFindsItLost() {
    LockHandle handle = held();
    stage.settle(holder);
    stage.pause(BELIEVED);
    handle.release();
    listener.expectMessageClass(LockHolder.Lost.class);
    locks.expectMessageClass(Locks.HolderOver.class);
    locks.expectNoMessage(QUIET);
    isOver();
  }

  @Test
  void aRenewalAnsweredInTimeCountsFromWhenItWasSentAndNotFromItsAnswer() {
    held();
    Locks.Renew renew = renewalDue();
    long sent = stage.nanos();
    stage.pause(BELIEVED.minus(TTL.dividedBy(3)).minusMillis(1));
    renew.replyTo().tell(granted(sent));
    stage.settle(holder);
    stage.pause(TTL.dividedBy(3).plusMillis(1));
    holder.tell(LockHolder.Release.INSTANCE);
    listener.expectMessageClass(LockHolder.Lost.class);
  }

  @Test
  void aReleaseIsToldOnceTheLockWasGivenBack() {
    LockHandle handle = held();
    handle.release();
    handle.release();
    Locks.Release release = locks.expectMessageClass(Locks.Release.class);
    listener.expectNoMessage(QUIET);
    release.replyTo().tell(new Locks.Released());
    listener.expectMessage(new LockHolder.Released(handle));
    assertThat(locks.expectMessageClass(Locks.HolderOver.class).holder()).isEqualTo(holder);
    locks.expectNoMessage(QUIET);
    isOver();
  }

  @Test
  void theAnswerToARenewalUnderWayIsNotThatToTheRelease() {
    LockHandle handle = held();
    Locks.Renew renew = renewalDue();
    handle.release();
    Locks.Release release = locks.expectMessageClass(Locks.Release.class);
    renew.replyTo().tell(new Locks.Unknown("nobody knows"));
    stage.settle(holder);
    listener.expectNoMessage(QUIET);
    release.replyTo().tell(new Locks.Released());
    listener.expectMessage(new LockHolder.Released(handle));
    isOver();
  }

  @Test
  void aReleaseThatIsRefusedIsTriedAgainUntilTheTimeIsUp() {
    LockHandle handle = held();
    handle.release();
    Locks.Release release = locks.expectMessageClass(Locks.Release.class);
    for (int i = 0; i < 8; i++) {
      release.replyTo().tell(new Locks.Rejected(Outcome.Reason.OVERLOADED, "refused"));
      pass(TTL.dividedBy(10));
      release = locks.expectMessageClass(Locks.Release.class);
      assertThat(release.within()).isEqualTo(BELIEVED.minus(TTL.dividedBy(10).multipliedBy(i + 1)));
    }
    release.replyTo().tell(new Locks.Rejected(Outcome.Reason.OVERLOADED, "refused"));
    pass(TTL.dividedBy(10));
    listener.expectMessage(new LockHolder.Released(handle));
    isOver();
  }

  /** Until it is answered it may be sent again, and end what who asks again is granted. */
  @Test
  void noReleaseIsUnderWayAnyMoreWhenItIsTold() {
    LockHandle handle = held();
    handle.release();
    Locks.Release release = locks.expectMessageClass(Locks.Release.class);
    pass(BELIEVED.plusSeconds(1));
    stage.settle(holder);
    listener.expectNoMessage(QUIET);
    release.replyTo().tell(new Locks.Unknown("nobody knows"));
    listener.expectMessage(new LockHolder.Released(handle));
    isOver();
  }

  @Test
  void aReleaseThatIsNeverAnsweredIsOverAMomentAfterItsDeadline() {
    LockHandle handle = held();
    handle.release();
    Locks.Release release = locks.expectMessageClass(Locks.Release.class);
    pass(release.within().plusMillis(4_999));
    stage.settle(holder);
    listener.expectNoMessage(QUIET);
    pass(Duration.ofMillis(1));
    listener.expectMessage(new LockHolder.Released(handle));
    isOver();
  }

  @Test
  void aListenerThatEndsGivesTheLockBack() {
    held();
    listener.stop();
    locks.expectMessageClass(Locks.Release.class).replyTo().tell(new Locks.Released());
    watcher.expectTerminated(holder);
  }

  @Test
  void aListenerThatEndsWhileItIsAskedForWaitsNoMore() {
    listener.stop();
    assertThat(locks.expectMessageClass(Locks.GiveUp.class).caller()).isEqualTo(acquire.replyTo());
    acquire.replyTo().tell(new Locks.Locked("b"));
    watcher.expectTerminated(holder);
  }

  @Test
  void whatIsGrantedAfterTheListenerEndedIsGivenBack() {
    listener.stop();
    locks.expectMessageClass(Locks.GiveUp.class);
    acquire.replyTo().tell(granted(stage.nanos()));
    locks.expectMessageClass(Locks.Release.class).replyTo().tell(new Locks.Released());
    watcher.expectTerminated(holder);
  }

  @Test
  void stoppedWhileItAsksItsListenerHearsThatItDoesNotHold() {
    stage.kit().stop(holder);
    assertThat(listener.expectMessageClass(LockHolder.NotHeld.class).why())
        .isInstanceOf(Locks.Unknown.class);
    isOver();
  }

  @Test
  void stoppedWhileItHoldsItsListenerHearsTheLoss() {
    LockHandle handle = held();
    stage.kit().stop(holder);
    listener.expectMessage(new LockHolder.Lost(handle, "the locks of this node were stopped"));
    isOver();
  }

  @Test
  void stoppedWhileItReleasesItsListenerHearsTheRelease() {
    LockHandle handle = held();
    handle.release();
    locks.expectMessageClass(Locks.Release.class);
    stage.kit().stop(holder);
    listener.expectMessage(new LockHolder.Released(handle));
    isOver();
  }

  @Test
  void anEventNamesItsLock() {
    LockHandle handle = held();
    assertThat(new LockHolder.Held(handle).lock()).isEqualTo(LOCK);
    assertThat(new LockHolder.Lost(handle, "").lock()).isEqualTo(LOCK);
    assertThat(new LockHolder.Released(handle).lock()).isEqualTo(LOCK);
  }
}
