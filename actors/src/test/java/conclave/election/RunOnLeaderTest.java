package conclave.election;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import conclave.election.LeaderElection.Closed.Reason;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work that runs while its node is elected; the test plays the elections. */
class RunOnLeaderTest {

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration QUIET = Duration.ofMillis(20);

  private final Stage stage = new Stage();
  private final TestProbe<LeaderElection.Command> elections =
      stage.probe(LeaderElection.Command.class);
  private final TestProbe<String> work = stage.probe(String.class);
  private final TestProbe<ActorRef<String>> workers = stage.kit().createTestProbe();
  private final TestProbe<Object> watcher = stage.probe(Object.class);
  private final ActorRef<RunOnLeader.Command> runner =
      stage
          .kit()
          .spawn(
              RunOnLeader.create(new RunOnLeader.Setup(elections.ref(), "job", "x"), this::worker));

  @AfterEach
  void close() {
    stage.close();
  }

  /** Work that ends only when the test lets it. */
  private volatile CountDownLatch mayEnd = new CountDownLatch(0);

  /** Says when it begins and ends; ends or fails when it is told so. */
  private Behavior<String> worker(long epoch) {
    return Behaviors.setup(
        context -> {
          work.ref().tell("begins " + epoch);
          workers.ref().tell(context.getSelf());
          return Behaviors.receive(String.class)
              .onMessageEquals("end", Behaviors::stopped)
              .onMessageEquals(
                  "end, deposed",
                  () -> {
                    runner().tell(deposed(epoch));
                    return Behaviors.stopped();
                  })
              .onMessageEquals(
                  "end, closed",
                  () -> {
                    runner().tell(deposed(epoch));
                    runner().tell(closed(Reason.STOPPED));
                    return Behaviors.stopped();
                  })
              .onMessageEquals(
                  "fail",
                  () -> {
                    throw new IllegalStateException("planted");
                  })
              .onSignal(
                  PostStop.class,
                  stopped -> {
                    assertThat(mayEnd.await(15, TimeUnit.SECONDS)).isTrue();
                    work.ref().tell("ends " + epoch);
                    return Behaviors.same();
                  })
              .build();
        });
  }

  private ActorRef<LeaderElection.Event> runner() {
    return runner.unsafeUpcast().narrow();
  }

  private ActorRef<LeaderElection.Event> campaigns() {
    LeaderElection.Campaign campaign = elections.expectMessageClass(LeaderElection.Campaign.class);
    assertThat(campaign.election()).isEqualTo("job");
    assertThat(campaign.candidate()).isEqualTo("x");
    return campaign.listener();
  }

  private void resigns() {
    elections.expectMessage(new LeaderElection.Resign("job", "x"));
  }

  private ActorRef<String> elect(ActorRef<LeaderElection.Event> listener, long epoch) {
    listener.tell(new LeaderElection.Elected("job", epoch));
    work.expectMessage("begins " + epoch);
    return workers.receiveMessage();
  }

  private static LeaderElection.Deposed deposed(long epoch) {
    return new LeaderElection.Deposed("job", epoch, "it was cut off");
  }

  private static LeaderElection.Closed closed(Reason reason) {
    return new LeaderElection.Closed("job", reason);
  }

  private void pass(Duration time) {
    stage.settle(runner);
    stage.pass(time);
  }

  @Test
  void theWorkRunsFromElectedToDeposedAgainAndAgain() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    for (long epoch = 5; epoch < 8; epoch++) {
      ActorRef<String> worker = elect(listener, epoch);
      listener.tell(deposed(epoch));
      work.expectMessage("ends " + epoch);
      watcher.expectTerminated(worker);
    }
    elections.expectNoMessage(QUIET);
  }

  @Test
  void theWorkOfANewEpochBeginsOnceThatOfTheFormerHasEnded() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    elect(listener, 5);
    mayEnd = new CountDownLatch(1);
    listener.tell(deposed(5));
    listener.tell(new LeaderElection.Elected("job", 6));
    stage.settle(runner);
    work.expectNoMessage(QUIET);
    mayEnd.countDown();
    work.expectMessage("ends 5");
    work.expectMessage("begins 6");
  }

  @Test
  void anElectionThatWasOverBeforeItsWorkBeganIsNotWorkedFor() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    elect(listener, 5);
    listener.tell(deposed(5));
    listener.tell(new LeaderElection.Elected("job", 6));
    listener.tell(deposed(6));
    listener.tell(new LeaderElection.Elected("job", 7));
    work.expectMessage("ends 5");
    assertThat(work.receiveMessage()).isIn("begins 6", "begins 7");
  }

  @Test
  void stopEndsTheWorkBeforeTheLeadershipIsGivenBack() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    ActorRef<String> worker = elect(listener, 5);
    mayEnd = new CountDownLatch(1);
    runner.tell(RunOnLeader.Stop.INSTANCE);
    stage.settle(runner);
    elections.expectNoMessage(QUIET);
    mayEnd.countDown();
    work.expectMessage("ends 5");
    watcher.expectTerminated(worker);
    resigns();
    listener.tell(deposed(5));
    listener.tell(closed(Reason.RESIGNED));
    watcher.expectTerminated(runner);
  }

  @Test
  void stopWhileItIsNotElectedResigns() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    runner.tell(RunOnLeader.Stop.INSTANCE);
    resigns();
    listener.tell(new LeaderElection.Elected("job", 5));
    listener.tell(deposed(5));
    listener.tell(closed(Reason.RESIGNED));
    watcher.expectTerminated(runner);
    work.expectNoMessage(QUIET);
  }

  @Test
  void workThatEndsByItselfIsDone() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    elect(listener, 5).tell("end");
    work.expectMessage("ends 5");
    resigns();
    listener.tell(deposed(5));
    listener.tell(closed(Reason.RESIGNED));
    watcher.expectTerminated(runner);
  }

  @Test
  void workThatEndsByItselfIsDoneThoughItsElectionIsOverBeforeThatIsHeard() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    elect(listener, 5).tell("end, deposed");
    work.expectMessage("ends 5");
    resigns();
    listener.tell(new LeaderElection.Elected("job", 6));
    listener.tell(deposed(6));
    listener.tell(closed(Reason.RESIGNED));
    watcher.expectTerminated(runner);
    work.expectNoMessage(QUIET);
  }

  @Test
  void workThatEndsByItselfIsDoneThoughItsCampaignIsOverBeforeThatIsHeard() {
    elect(campaigns(), 5).tell("end, closed");
    work.expectMessage("ends 5");
    watcher.expectTerminated(runner);
    elections.expectNoMessage(QUIET);
  }

  @Test
  void workThatFailedLeavesTheNextTryToOthersThoughTheRequestToResignGotLost() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    elect(listener, 5).tell("fail");
    work.expectMessage("ends 5");
    resigns();
    pass(Duration.ofSeconds(10));
    resigns();
    listener.tell(deposed(5));
    listener.tell(new LeaderElection.Elected("job", 6));
    pass(Duration.ofSeconds(10));
    resigns();
    work.expectNoMessage(QUIET);
    listener.tell(deposed(6));
    listener.tell(closed(Reason.RESIGNED));
    pass(PAUSE);
    elect(campaigns(), 7);
    pass(Duration.ofSeconds(30));
    elections.expectNoMessage(QUIET);
  }

  @Test
  void workThatFailedLeavesTheNextTryToOthersAndCampaignsAgainLater() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    elect(listener, 5).tell("fail");
    work.expectMessage("ends 5");
    resigns();
    listener.tell(deposed(5));
    listener.tell(closed(Reason.RESIGNED));
    pass(PAUSE);
    elect(campaigns(), 6);
  }

  @Test
  void itCampaignsAgainWhenTheElectionsOfItsNodeHaveEnded() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    elect(listener, 5);
    listener.tell(deposed(5));
    listener.tell(closed(Reason.STOPPED));
    work.expectMessage("ends 5");
    pass(PAUSE);
    campaigns();
  }

  @Test
  void stopBetweenTwoCampaignsIsTheEnd() {
    campaigns().tell(closed(Reason.STOPPED));
    stage.settle(runner);
    runner.tell(RunOnLeader.Stop.INSTANCE);
    watcher.expectTerminated(runner);
    elections.expectNoMessage(QUIET);
  }

  @Test
  void itCampaignsAgainWhereTheNodeHadTooMany() {
    campaigns().tell(new LeaderElection.Rejected("job", Outcome.Reason.OVERLOADED, "too many"));
    pass(PAUSE);
    campaigns();
  }

  @Test
  void whoeverTakesItsNameEndsIt() {
    campaigns().tell(closed(Reason.REPLACED));
    watcher.expectTerminated(runner);
  }

  @Test
  void aWrongNameMakesItFail() {
    campaigns().tell(new LeaderElection.Rejected("job", Outcome.Reason.INVALID, "too bad"));
    watcher.expectTerminated(runner);
  }

  @Test
  void aRequestThatGotLostIsMadeAgainUntilItIsAnswered() {
    ActorRef<LeaderElection.Event> listener = campaigns();
    pass(Duration.ofSeconds(10));
    assertThat(campaigns()).isEqualTo(listener);
    elect(listener, 5);
    pass(Duration.ofSeconds(30));
    elections.expectNoMessage(QUIET);
    runner.tell(RunOnLeader.Stop.INSTANCE);
    resigns();
    pass(Duration.ofSeconds(10));
    resigns();
  }

  @Test
  void itsEndEndsTheWork() {
    elect(campaigns(), 5);
    stage.kit().stop(runner);
    work.expectMessage("ends 5");
  }
}
