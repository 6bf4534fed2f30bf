package conclave.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.election.LeaderElection.Closed.Reason;
import conclave.lock.LockHandle;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockName;
import conclave.lock.table.LockReply;
import conclave.lock.table.Space;
import conclave.replica.apply.Feed;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.Lives;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Elections before locks, holders and a table that the test plays. */
class LeaderElectionTest {

  private static final Duration RETRY = Duration.ofMillis(200);
  private static final Duration QUIET = Duration.ofMillis(20);
  private static final ElectionSettings SETTINGS =
      new ElectionSettings(Duration.ofSeconds(2), RETRY, 2, 2);
  private static final LockName JOB = new LockName(Space.ELECTION, "job");

  private final Stage stage = new Stage();
  private final Lives lives = new Lives();
  private final TestProbe<Locks.Command> locks = stage.probe(Locks.Command.class);
  private final TestProbe<Object> holder = stage.probe(Object.class);
  private final TestProbe<LeaderElection.Event> candidate = stage.probe(LeaderElection.Event.class);
  private final TestProbe<LeaderElection.Observation> observer =
      stage.probe(LeaderElection.Observation.class);
  private final ActorRef<LeaderElection.Command> elections =
      stage
          .kit()
          .spawn(
              lives.of(
                  LeaderElection.create(
                      new LeaderElection.Setup(
                          Stage.GROUP, locks.ref(), SETTINGS, new SplittableRandom(7)))));

  private int kills;

  /** Nobody died but of a kill. */
  @AfterEach
  void close() {
    stage.close();
    assertThat(lives.count()).as("lives").isEqualTo(1 + kills);
  }

  private Locks.Hold campaign(String election, String name) {
    elections.tell(new LeaderElection.Campaign(election, name, candidate.ref()));
    return hold();
  }

  private Locks.Hold hold() {
    return locks.expectMessageClass(Locks.Hold.class);
  }

  /** The candidate gets the lock. */
  private LockHandle elect(Locks.Hold hold, long epoch) {
    LockHandle handle =
        new LockHandle(hold.lock(), hold.owner(), epoch, holder.ref().unsafeUpcast());
    hold.listener().tell(new LockHolder.Held(handle));
    candidate.expectMessage(new LeaderElection.Elected(hold.lock().name(), epoch));
    return handle;
  }

  private void resign(String name) {
    elections.tell(new LeaderElection.Resign("job", name));
  }

  private void feed(Feed feed) {
    elections.unsafeUpcast().tell(feed);
  }

  private void event(LockEvent... events) {
    List<byte[]> bytes = new ArrayList<>();
    for (LockEvent event : events) {
      bytes.add(event.encode());
    }
    feed(new Feed.Changed(9, bytes));
  }

  private void opened(LockEvent... view) {
    feed(new Feed.Opened(holder.ref(), 9, new LockReply.View(List.of(view)).encode()));
  }

  private static LockEvent leads(String owner, long epoch, boolean claimed) {
    return new LockEvent.Granted(JOB, owner, epoch, epoch, 2_000, claimed);
  }

  private static LockEvent ended(String owner, long epoch) {
    return new LockEvent.Ended(JOB, owner, epoch, LockEvent.Ended.Reason.EXPIRED);
  }

  private void observes(Optional<LeaderElection.Leader> leader) {
    observer.expectMessage(new LeaderElection.LeaderChanged("job", leader));
  }

  private static Optional<LeaderElection.Leader> leader(String name, long epoch) {
    return Optional.of(new LeaderElection.Leader(name, epoch));
  }

  /** A word that nobody understands: a defect, of which it dies. */
  private void kill() {
    kills++;
    feed(new Feed.Changed(9, List.of(new byte[] {99})));
  }

  private void pass(Duration time) {
    settle();
    stage.pass(time);
  }

  private void settle() {
    stage.settle(elections);
  }

  @Test
  void aCandidateWaitsForTheLockOfItsElectionForAsLongAsItTakes() {
    Locks.Hold hold = campaign("job", "x");
    assertThat(hold.lock()).isEqualTo(JOB);
    assertThat(hold.ttl()).isEqualTo(SETTINGS.ttl());
    assertThat(hold.waitAtMost()).isGreaterThan(Duration.ofDays(365));
    assertThat(Candidate.nameOf(hold.owner())).isEqualTo("x");
    elect(hold, 5);
  }

  @Test
  void whoIsDeposedCampaignsAsANewOwnerSoThatNoTwoLeadershipsHaveOneEpoch() {
    Locks.Hold first = campaign("job", "x");
    LockHandle handle = elect(first, 5);
    first.listener().tell(new LockHolder.Lost(handle, "it was cut off"));
    candidate.expectMessage(new LeaderElection.Deposed("job", 5, "it was cut off"));
    Locks.Hold second = hold();
    assertThat(second.owner()).isNotEqualTo(first.owner());
    assertThat(Candidate.nameOf(second.owner())).isEqualTo("x");
    elect(second, 8);
  }

  @Test
  void twoCampaignsAndTwoLivesAreNeverOneOwner() {
    List<String> owners = new ArrayList<>();
    owners.add(campaign("job", "x").owner());
    owners.add(campaign("other", "x").owner());
    kill();
    owners.add(hold().owner());
    owners.add(hold().owner());
    assertThat(owners).doesNotHaveDuplicates();
  }

  @Test
  void whoIsNotGrantedTheLockAsksAgainAfterAMomentAsTheSameOwner() {
    Locks.Hold hold = campaign("job", "x");
    hold.listener().tell(new LockHolder.NotHeld(JOB, new Locks.Unknown("nobody knows")));
    stage.settle(hold.listener());
    locks.expectNoMessage(QUIET);
    stage.pass(RETRY);
    assertThat(hold().owner()).isEqualTo(hold.owner());
  }

  @Test
  void aCampaignThatTheClusterRefusesForGoodIsRejectedAndOver() {
    Locks.Hold hold = campaign("job", "x");
    hold.listener()
        .tell(new LockHolder.NotHeld(JOB, new Locks.Rejected(Outcome.Reason.INVALID, "too bad")));
    candidate.expectMessage(new LeaderElection.Rejected("job", Outcome.Reason.INVALID, "too bad"));
    pass(RETRY.multipliedBy(2));
    locks.expectNoMessage(QUIET);
    candidate.expectNoMessage(QUIET);
  }

  @Test
  void aWrongNameIsRejectedWithASentenceAndNothingIsBegun() {
    for (String wrong : List.of("", "x".repeat(1_025), "\ud800")) {
      elections.tell(new LeaderElection.Campaign(wrong, "x", candidate.ref()));
      assertThat(candidate.expectMessageClass(LeaderElection.Rejected.class).reason())
          .isEqualTo(Outcome.Reason.INVALID);
      elections.tell(new LeaderElection.Observe(wrong, observer.ref()));
      observer.expectMessageClass(LeaderElection.Rejected.class);
      elections.tell(new LeaderElection.Resign(wrong, "x"));
    }
    elections.tell(new LeaderElection.Campaign("job", "x".repeat(225), candidate.ref()));
    assertThat(candidate.expectMessageClass(LeaderElection.Rejected.class).message())
        .isEqualTo("a candidate's name must have 1 to 224 bytes of UTF-8, not 225");
    locks.expectNoMessage(QUIET);
    assertThat(campaign("job", "x".repeat(224)).owner().length()).isLessThanOrEqualTo(256);
  }

  @Test
  void whatIsMissingIsRefusedWhereItIsMissing() {
    assertThatNullPointerException()
        .isThrownBy(() -> new LeaderElection.Campaign("job", "x", null));
    assertThatNullPointerException().isThrownBy(() -> new LeaderElection.Observe(null, null));
    assertThatNullPointerException().isThrownBy(() -> new LeaderElection.Resign("job", null));
  }

  @Test
  void moreThanMaxCampaignsAreRejectedUntilOneIsOver() {
    campaign("job", "x");
    campaign("job", "y");
    elections.tell(new LeaderElection.Campaign("job", "z", candidate.ref()));
    candidate.expectMessage(
        new LeaderElection.Rejected(
            "job", Outcome.Reason.OVERLOADED, "2 campaigns of this node are under way"));
    resign("x");
    candidate.expectMessage(new LeaderElection.Closed("job", Reason.RESIGNED));
    campaign("job", "z");
  }

  @Test
  void moreThanMaxObserversAreRejectedUntilOneHasGone() {
    TestProbe<LeaderElection.Observation> leaver = stage.probe(LeaderElection.Observation.class);
    elections.tell(new LeaderElection.Observe("job", leaver.ref()));
    elections.tell(new LeaderElection.Observe("other", leaver.ref()));
    elections.tell(new LeaderElection.Observe("job", observer.ref()));
    observer.expectMessage(
        new LeaderElection.Rejected(
            "job", Outcome.Reason.OVERLOADED, "2 observers of this node are told"));
    leaver.stop();
    // That it has gone is heard there and here at two moments.
    observer.awaitAssert(
        Duration.ofSeconds(30),
        () -> {
          elections.tell(new LeaderElection.Observe("job", observer.ref()));
          observes(Optional.empty());
          return null;
        });
  }

  @Test
  void aLeaderThatResignsIsDeposedOnceItGaveTheLeadershipBackAndThenClosed() {
    Locks.Hold hold = campaign("job", "x");
    LockHandle handle = elect(hold, 5);
    resign("x");
    holder.receiveMessage();
    candidate.expectNoMessage(QUIET);
    hold.listener().tell(new LockHolder.Released(handle));
    candidate.expectMessage(new LeaderElection.Deposed("job", 5, "it resigned"));
    candidate.expectMessage(new LeaderElection.Closed("job", Reason.RESIGNED));
    locks.expectNoMessage(QUIET);
  }

  @Test
  void aCandidateThatResignsWhileItWaitsIsClosedAndItsHolderSeesThatItHasGone() {
    Locks.Hold hold = campaign("job", "x");
    resign("x");
    candidate.expectMessage(new LeaderElection.Closed("job", Reason.RESIGNED));
    holder.expectTerminated(hold.listener());
    resign("x");
    candidate.expectNoMessage(QUIET);
  }

  @Test
  void theSameCandidateAgainTakesThePlaceOfItsFormerCampaign() {
    Locks.Hold former = campaign("job", "x");
    TestProbe<LeaderElection.Event> again = stage.probe(LeaderElection.Event.class);
    elections.tell(new LeaderElection.Campaign("job", "x", again.ref()));
    candidate.expectMessage(new LeaderElection.Closed("job", Reason.REPLACED));
    holder.expectTerminated(former.listener());
    Locks.Hold hold = hold();
    hold.listener()
        .tell(
            new LockHolder.Held(new LockHandle(JOB, hold.owner(), 6, holder.ref().unsafeUpcast())));
    again.expectMessage(new LeaderElection.Elected("job", 6));
  }

  @Test
  void theSameCampaignAgainChangesNothing() {
    elect(campaign("job", "x"), 5);
    elections.tell(new LeaderElection.Campaign("job", "x", candidate.ref()));
    settle();
    locks.expectNoMessage(QUIET);
    candidate.expectNoMessage(QUIET);
  }

  @Test
  void aRequestThatGotLostIsMadeAgainUntilItIsAnswered() {
    Locks.Hold hold = campaign("job", "x");
    stage.settle(hold.listener());
    stage.pass(Duration.ofSeconds(10));
    assertThat(hold()).isEqualTo(hold);
    elect(hold, 5);
    stage.pass(Duration.ofSeconds(30));
    locks.expectNoMessage(QUIET);
  }

  @Test
  void aListenerThatEndsCampaignsNoMore() {
    Locks.Hold hold = campaign("job", "x");
    candidate.stop();
    holder.expectTerminated(hold.listener());
    pass(RETRY.multipliedBy(2));
    locks.expectNoMessage(QUIET);
  }

  @Test
  void aCandidacyThatDiesIsDeposedAndFollowedByAnother() throws Exception {
    Locks.Hold hold = campaign("job", "x");
    elect(hold, 5);
    stage.kill("/user/*/campaign-0");
    candidate.expectMessageClass(LeaderElection.Deposed.class);
    pass(RETRY);
    Locks.Hold next = hold();
    assertThat(next.owner()).isNotEqualTo(hold.owner());
    elect(next, 6);
  }

  @Test
  void whoResignsWhileItsCandidacyIsDeadIsClosed() throws Exception {
    campaign("job", "x");
    stage.kill("/user/*/campaign-0");
    settle();
    resign("x");
    candidate.expectMessage(new LeaderElection.Closed("job", Reason.RESIGNED));
    pass(RETRY);
    locks.expectNoMessage(QUIET);
  }

  @Test
  void whenItDiesLeadersAreDeposedAndCampaignsGoOnByThemselves() {
    elect(campaign("job", "x"), 5);
    kill();
    candidate.expectMessageClass(LeaderElection.Deposed.class);
    elect(hold(), 6);
    candidate.stop();
    settle();
    pass(RETRY);
    locks.expectNoMessage(QUIET);
  }

  @Test
  void whoWasResigningWhenItDiedIsClosedByTheNextLife() {
    elect(campaign("job", "x"), 5);
    resign("x");
    holder.receiveMessage();
    kill();
    candidate.expectMessageClass(LeaderElection.Deposed.class);
    candidate.expectMessage(new LeaderElection.Closed("job", Reason.RESIGNED));
    locks.expectNoMessage(QUIET);
  }

  @Test
  void whenItEndsForGoodCampaignsAreClosed() {
    elect(campaign("job", "x"), 5);
    stage.kit().stop(elections);
    candidate.expectMessageClass(LeaderElection.Deposed.class);
    candidate.expectMessage(new LeaderElection.Closed("job", Reason.STOPPED));
  }

  @Test
  void anObserverHearsAtOnceWhoLeadsAndThenEachChangeOnce() {
    opened(leads("x#1", 5, true));
    elections.tell(new LeaderElection.Observe("job", observer.ref()));
    observes(leader("x", 5));
    event(leads("x#1", 5, true));
    event(ended("x#1", 5), leads("y#2", 6, false));
    observes(Optional.empty());
    observer.expectNoMessage(QUIET);
    event(leads("y#2", 6, true));
    observes(leader("y", 6));
  }

  @Test
  void anObserverHearsNothingOfLocksOfThatName() {
    elections.tell(new LeaderElection.Observe("job", observer.ref()));
    observes(Optional.empty());
    LockName lock = new LockName(Space.LOCK, "job");
    event(new LockEvent.Granted(lock, "x#1", 5, 5, 2_000, true));
    opened(new LockEvent.Granted(lock, "x#1", 5, 5, 2_000, true));
    settle();
    observer.expectNoMessage(QUIET);
  }

  @Test
  void anObserverHearsOverADeathWhatHasChangedAndNothingTwice() {
    opened(leads("x#1", 5, true));
    elections.tell(new LeaderElection.Observe("job", observer.ref()));
    observes(leader("x", 5));
    kill();
    opened(leads("x#1", 5, true));
    settle();
    observer.expectNoMessage(QUIET);
    kill();
    opened();
    observes(Optional.empty());
  }
}
