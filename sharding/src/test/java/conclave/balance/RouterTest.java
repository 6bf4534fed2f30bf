package conclave.balance;

import static conclave.balance.Bench.N1;
import static conclave.balance.Bench.N2;
import static conclave.balance.Bench.N3;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.UnhandledMessage;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import conclave.balance.LoadView.NodeLoad;
import conclave.balance.RouterMessage.Try;
import conclave.balance.route.Freight;
import conclave.balance.route.Outcome;
import conclave.balance.route.Outcome.Reason;
import conclave.balance.route.Owners;
import conclave.balance.route.Policy;
import conclave.raft.log.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouterTest {

  private static final Policy ROUND = new Policy.RoundRobin();
  private static final Greeting HELLO = new Greeting("hello");

  /** Nobody has a serializer for this. */
  private record Unbound(String text) {}

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private RouterMessage.Perform performed() {
    bench.offer(N2);
    bench.route(new Policy.ToNode(N2), HELLO, true);
    return bench.sent(N2, RouterMessage.Perform.class);
  }

  private Outcome outcome() {
    return bench.caller.receiveMessage();
  }

  @Test
  void aWorkerOfThisNodeGetsTheMessageAndItsReplyIsTheOutcome() {
    assertThat(bench.register(bench.worker.ref())).isEqualTo(new Router.Registered());
    bench.route(ROUND, HELLO, false);
    Work work = bench.worker.receiveMessage();
    assertThat(work.payload()).isEqualTo(HELLO).isNotSameAs(HELLO);
    assertThat(work.within()).isEqualTo(Bench.WITHIN);
    work.done(new Greeting("you too"));
    assertThat(outcome()).isEqualTo(new Outcome.Done(new Greeting("you too")));
    work.done(new Greeting("again"));
    assertThat(bench.counts().duties().surplus()).isEqualTo(1);
    bench.caller.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void aSilentNodesSafeRequestGoesOnUnderTheSameName() {
    bench.offer(N2, N3);
    bench.route(ROUND, HELLO, true);
    RouterMessage.Perform first = bench.sent(N2, RouterMessage.Perform.class);
    bench.pass(Duration.ofMillis(320));
    RouterMessage.Perform second = bench.sent(N3, RouterMessage.Perform.class);
    assertThat(second.which()).isEqualTo(new Try(first.which().life(), first.which().id(), 1));
    assertThat(second.withinNanos()).isLessThan(first.withinNanos());
    bench.router.tell(new RouterMessage.Finished(N3, second.which(), first.freight()));
    assertThat(outcome()).isEqualTo(new Outcome.Done(HELLO));
    bench.router.tell(new RouterMessage.Finished(N2, first.which(), first.freight()));
    assertThat(bench.counts().routes().late()).isEqualTo(1);
  }

  @Test
  void anUnreachableNodesSafeRequestGoesOnAtOnceAndAnUnsafeOneWaits() {
    bench.offer(N2, N3);
    bench.route(ROUND, HELLO, true);
    bench.sent(N2, RouterMessage.Perform.class);
    bench.route(ROUND, HELLO, false);
    bench.sent(N3, RouterMessage.Perform.class);
    bench.loads.put(N2, new NodeLoad(N2, false, 0, 0));
    bench.pass(Bench.TICK);
    bench.sent(N3, RouterMessage.Perform.class);
    bench.loads.put(N3, new NodeLoad(N3, false, 0, 0));
    bench.pass(Bench.WITHIN);
    assertThat(bench.caller.receiveSeveralMessages(2))
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Unknown.class));
  }

  @Test
  void whatIsSentToNobodyIsCertainlyNotDone() {
    bench.offer(N2, N3);
    bench.withoutAddress = N2;
    bench.route(ROUND, HELLO, false);
    RouterMessage.Perform perform = bench.sent(N3, RouterMessage.Perform.class);
    assertThat(perform.which().number()).isEqualTo(1);
    bench.router.tell(new RouterMessage.TurnedAway(N3, perform.which(), "NO_SERVICE", 0, "gone"));
    bench.pass(Bench.WITHIN);
    assertThat(((Outcome.Rejected) outcome()).reason()).isEqualTo(Reason.NO_NODE);
  }

  @Test
  void aMessageThatCannotTravelIsRejectedEvenToThisNode() {
    bench.register(bench.worker.ref());
    bench.route(ROUND, new Unbound("x"), true);
    Outcome.Rejected unbound = (Outcome.Rejected) outcome();
    assertThat(unbound.reason()).isEqualTo(Reason.INVALID);
    assertThat(unbound.message()).contains("Unbound").contains("cannot be written");
    bench.route(ROUND, new Greeting("x".repeat(70_000)), true);
    assertThat(((Outcome.Rejected) outcome()).message()).contains("is larger than 65536");
    bench.router.tell(
        new Router.Route("s", ROUND, HELLO, true, Duration.ofDays(400), bench.caller.ref()));
    assertThat(((Outcome.Rejected) outcome()).message()).contains("at most PT1H");
    bench.router.tell(
        new Router.Route("s".repeat(101), ROUND, HELLO, true, Bench.WITHIN, bench.caller.ref()));
    assertThat(((Outcome.Rejected) outcome()).reason()).isEqualTo(Reason.INVALID);
    assertThat(bench.counts().routes().rejected()).isEqualTo(4);
  }

  @Test
  void whatArrivesTwiceIsDoneOnceAndTheLatestTryIsAnswered() {
    RouterMessage.Perform like = performed();
    bench.register(bench.worker.ref());
    bench.router.tell(Bench.from(N3, new Try(9, 9, 0), like));
    bench.router.tell(Bench.from(N3, new Try(9, 9, 1), like));
    bench.worker.receiveMessage().done(new Greeting("once"));
    RouterMessage.Finished finished = bench.sent(N3, RouterMessage.Finished.class);
    assertThat(finished.which()).isEqualTo(new Try(9, 9, 1));
    bench.worker.expectNoMessage(Duration.ofMillis(50));
    assertThat(bench.counts().duties().duplicates()).isEqualTo(1);
  }

  @Test
  void aWorkerMayDeclineAndAnotherNodeIsTold() {
    RouterMessage.Perform like = performed();
    bench.register(bench.worker.ref());
    bench.router.tell(Bench.from(N3, new Try(9, 9, 0), like));
    bench.worker.receiveMessage().decline("x".repeat(100_000));
    RouterMessage.TurnedAway away = bench.sent(N3, RouterMessage.TurnedAway.class);
    assertThat(away.why()).isEqualTo("DECLINED");
    assertThat(away.message()).hasSize(500);
  }

  @Test
  void aReplyThatCannotTravelIsToldAsDoneAndLost() {
    RouterMessage.Perform like = performed();
    bench.register(bench.worker.ref());
    bench.router.tell(Bench.from(N3, new Try(9, 9, 0), like));
    bench.worker.receiveMessage().done(new Unbound("x"));
    RouterMessage.Failed failed = bench.sent(N3, RouterMessage.Failed.class);
    assertThat(failed.again()).isFalse();
    assertThat(failed.message()).startsWith("it was done, but the reply is lost: a ");
    bench.router.tell(Bench.from(N3, new Try(9, 10, 0), like));
    bench.worker.receiveMessage().done(new Greeting("x".repeat(70_000)));
    assertThat(bench.sent(N3, RouterMessage.Failed.class).message()).contains("larger than 65536");
  }

  @Test
  void aMessageThatCannotBeReadIsCertainlyNotDone() {
    RouterMessage.Perform like = performed();
    bench.register(bench.worker.ref());
    Freight strange = new Freight(like.freight().serializer(), "no.such.Type", new byte[1]);
    bench.router.tell(new RouterMessage.Perform(N3, new Try(9, 9, 0), "s", "", 0, 1_000, strange));
    RouterMessage.TurnedAway away = bench.sent(N3, RouterMessage.TurnedAway.class);
    assertThat(away.why()).isEqualTo("UNREADABLE");
    assertThat(away.message()).contains("no.such.Type");
  }

  @Test
  void aReplyThatCannotBeReadIsUnknown() {
    RouterMessage.Perform perform = performed();
    Freight strange = new Freight(perform.freight().serializer(), "no.such.Type", new byte[1]);
    bench.router.tell(new RouterMessage.Finished(N2, perform.which(), strange));
    assertThat(((Outcome.Unknown) outcome()).message())
        .startsWith("sent to n2: it was done, but the reply is lost");
  }

  @Test
  void whatAStoppedWorkerHadIsToldAsLost() {
    RouterMessage.Perform like = performed();
    ActorRef<Work> mortal =
        bench.stage.kit().spawn(Behaviors.receiveMessage(work -> Behaviors.stopped()));
    bench.register(mortal);
    bench.router.tell(Bench.from(N3, new Try(9, 9, 0), like));
    RouterMessage.Failed failed = bench.sent(N3, RouterMessage.Failed.class);
    assertThat(failed.again()).isTrue();
    assertThat(failed.message()).isEqualTo("its worker stopped");
    bench.router.tell(Bench.from(N3, new Try(9, 10, 0), like));
    assertThat(bench.sent(N3, RouterMessage.TurnedAway.class).why()).isEqualTo("NO_SERVICE");
  }

  @Test
  void aKeyThatIsNotItsOwnIsTurnedAwayWithTheEpoch() {
    bench.register(bench.worker.ref());
    bench.owners = key -> new Owners.Preference(4, List.of(N2));
    RouterMessage.Perform like = performed();
    bench.router.tell(
        new RouterMessage.Perform(N3, new Try(9, 9, 0), "s", "k", 3, 1_000, like.freight()));
    assertThat(bench.sent(N3, RouterMessage.TurnedAway.class).epoch()).isEqualTo(4);
  }

  @Test
  void anotherLifeOfTheRouterTellsWhoWaitsAndKeepsItsWorkers() {
    RouterMessage.Perform perform = performed();
    bench.register(bench.worker.ref());
    bench.router.tell(Bench.from(N3, new Try(9, 9, 0), perform));
    Work work = bench.worker.receiveMessage();
    bench.router.tell(new Router.GetCounts(null));
    assertThat(outcome()).isEqualTo(new Outcome.Unknown("sent to n2: the router was restarted"));
    bench.router.tell(new RouterMessage.Finished(N2, perform.which(), perform.freight()));
    work.done(HELLO);
    bench.sent(N3, RouterMessage.Finished.class);
    bench.route(new Policy.ToNode(N1), HELLO, true);
    bench.worker.receiveMessage().done(HELLO);
    assertThat(outcome()).isEqualTo(new Outcome.Done(HELLO));
    Router.Counts counts = bench.counts();
    assertThat(counts.routes().routed()).isEqualTo(2);
    assertThat(counts.routes().late()).isEqualTo(1);
  }

  @Test
  void anAnswerToAnotherProcessIsDroppedAndCounted() {
    RouterMessage.Perform perform = performed();
    Try foreign = new Try(perform.which().life() + 1, perform.which().id(), 0);
    bench.router.tell(new RouterMessage.Finished(N2, foreign, perform.freight()));
    bench.router.tell(new RouterMessage.TurnedAway(N2, foreign, "DECLINED", 0, ""));
    bench.router.tell(new RouterMessage.Failed(N2, foreign, true, ""));
    assertThat(bench.counts().routes().late()).isEqualTo(3);
    assertThat(bench.counts().routes().open()).isEqualTo(1);
  }

  private void announced(String... services) {
    assertThat(bench.offers.receiveSeveralMessages(2))
        .containsExactly(
            new Bench.Letter(N2, new RouterMessage.Offers(N1, List.of(services))),
            new Bench.Letter(N3, new RouterMessage.Offers(N1, List.of(services))));
  }

  @Test
  void whatIsOfferedIsAnnouncedAtTheStartAtOnceWhenItChangesAndAgainAndAgain() {
    announced();
    ActorRef<Work> mortal =
        bench.stage.kit().spawn(Behaviors.receiveMessage(work -> Behaviors.stopped()));
    bench.register(mortal);
    bench.pass(Bench.TICK);
    announced("s");
    bench.pass(Duration.ofSeconds(1));
    announced("s");
    mortal.tell(new Work(HELLO, Bench.WITHIN, answer -> {}));
    RouterMessage empty = new RouterMessage.Offers(N1, List.of());
    bench.offers.awaitAssert(
        Duration.ofSeconds(15),
        () -> {
          bench.pass(Bench.TICK);
          assertThat(bench.offers.expectMessageClass(Bench.Letter.class).message())
              .isEqualTo(empty);
          return empty;
        });
  }

  @Test
  void whatAStrangerOffersIsNotUsed() {
    NodeId stranger = new NodeId("n9", 9);
    bench.offer(stranger);
    bench.route(new Policy.ToNode(stranger), HELLO, true);
    bench.pass(Bench.WITHIN);
    assertThat(((Outcome.Rejected) outcome()).reason()).isEqualTo(Reason.NO_NODE);
  }

  @Test
  void aServiceWithoutANameIsNotRegistered() {
    bench.router.tell(new Router.Register("", bench.worker.ref(), bench.registrar.ref()));
    assertThat(bench.registrar.receiveMessage()).isInstanceOf(Router.NotRegistered.class);
  }

  /** A planted stranger shows that a message nobody takes would be noticed. */
  @Test
  void everythingThatCanBeSentToARouterIsTaken() {
    TestProbe<UnhandledMessage> unhandled = bench.stage.kit().createUnhandledMessageProbe();
    Freight freight = performed().freight();
    List<RouterMessage> messages =
        List.of(
            new RouterMessage.Perform(N2, new Try(1, 1, 0), "s", "", 0, 1, freight),
            new RouterMessage.Finished(N2, new Try(1, 1, 0), freight),
            new RouterMessage.TurnedAway(N2, new Try(1, 1, 0), "DECLINED", 0, ""),
            new RouterMessage.Failed(N2, new Try(1, 1, 0), false, ""),
            new RouterMessage.Offers(N2, List.of()));
    assertThat(messages.stream().map(Object::getClass))
        .containsExactlyInAnyOrder(RouterMessage.class.getPermittedSubclasses());
    messages.forEach(bench.router::tell);
    Unbound planted = new Unbound("planted");
    bench.router.tell(planted);
    assertThat(unhandled.receiveMessage().getMessage()).isSameAs(planted);
  }
}
