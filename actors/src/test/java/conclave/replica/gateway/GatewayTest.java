package conclave.replica.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import conclave.machine.Command;
import conclave.machine.Result;
import conclave.machine.keys.IdempotencyKey;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.replica.LeaderIs;
import conclave.replica.apply.Queries;
import conclave.replica.gateway.Outcome.Done;
import conclave.replica.gateway.Outcome.Reason;
import conclave.replica.gateway.Outcome.Rejected;
import conclave.replica.gateway.Outcome.Unknown;
import conclave.replica.kit.Post;
import conclave.replica.kit.Stage;
import conclave.serialization.Lanes;
import conclave.serialization.Wire;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayTest {

  private static final NodeId SELF = new NodeId("n1", 1);
  private static final NodeId OTHER = new NodeId("n2", 2);
  private static final Duration WITHIN = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofMillis(400);
  private static final Duration TICK = Duration.ofMillis(20);

  /** Five requests at most, batches of four, one under way. */
  private static final GatewaySettings SETTINGS =
      new GatewaySettings(
          5, 1 << 20, 4, 1_000, 1, RETRY.toNanos(), TICK.toNanos(), 60_000_000_000L);

  private final Stage stage = new Stage();
  private final TestProbe<Post.Letter> mail = stage.probe(Post.Letter.class);
  private final TestProbe<Object> replica = stage.probe(Object.class);
  private final TestProbe<Object> caller = stage.probe(Object.class);
  private final TestProbe<Object> barrier = stage.probe(Object.class);
  private ActorRef<Object> gateway;

  @BeforeEach
  void open() {
    stage.local(replica.ref(), stage.probe(Object.class).ref());
    Gateway.Setup given =
        new Gateway.Setup(
            Stage.GROUP,
            new Standing.Member(SELF),
            SETTINGS,
            new GatewaySession(new SplittableRandom(3)),
            stage::nanos,
            new Post(mail.ref()));
    Behavior<Object> gate = Gateway.create(given);
    gateway = stage.kit().spawn(Behaviors.supervise(gate).onFailure(SupervisorStrategy.restart()));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void execute(String command) {
    execute(command, Optional.empty());
  }

  private void execute(String command, Optional<RequestId> retryOf) {
    gateway.tell(
        new Gateway.Execute("map", command.getBytes(), WITHIN, retryOf, caller.ref()::tell));
  }

  private void ask(String question, boolean linearizable) {
    gateway.tell(
        new Gateway.Ask("map", question.getBytes(), linearizable, WITHIN, caller.ref()::tell));
  }

  /** Whatever was told before has been taken: this is refused at once. */
  private void taken() {
    byte[] much = new byte[Lanes.MAX_PAYLOAD_BYTES];
    gateway.tell(new Gateway.Execute("map", much, WITHIN, Optional.empty(), barrier.ref()::tell));
    assertThat(((Rejected<?>) barrier.receiveMessage()).reason()).isEqualTo(Reason.INVALID);
  }

  private void pass(Duration time) {
    for (Duration left = time; !left.isNegative(); left = left.minus(TICK)) {
      taken();
      stage.pass(TICK);
    }
    taken();
  }

  private Wire.Submit submitted(NodeId to) {
    Post.Letter letter = mail.receiveMessage();
    assertThat(letter.to()).isEqualTo(to);
    return (Wire.Submit) letter.wire();
  }

  private static List<Command.Execute> commands(Wire.Submit submit) {
    List<Command.Execute> decoded = new ArrayList<>();
    for (byte[] bytes : submit.commands()) {
      try {
        decoded.add((Command.Execute) Command.decode(bytes));
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
    }
    return decoded;
  }

  private static List<String> texts(Wire.Submit submit) {
    return commands(submit).stream().map(command -> new String(command.payload())).toList();
  }

  private void answer(Wire.Submit submit, Result... results) {
    List<byte[]> encoded = Stream.of(results).map(Result::encode).toList();
    gateway.tell(new Wire.Results(Stage.GROUP, submit.batch(), 0, encoded));
  }

  private static Result ok(String reply) {
    return new Result.Ok(reply.getBytes());
  }

  /** The first command opens the session; both are answered. */
  private void opened() {
    execute("first");
    answer(submitted(SELF), new Result.SessionOpened(7));
    answer(submitted(SELF), ok(""));
    done("");
  }

  private void done(String reply) {
    assertThat(new String((byte[]) ((Done<?>) caller.receiveMessage()).value())).isEqualTo(reply);
  }

  private void rejected(Reason reason) {
    assertThat(((Rejected<?>) caller.receiveMessage()).reason()).isEqualTo(reason);
  }

  private Optional<RequestId> unknown() {
    return ((Unknown<?>) caller.receiveMessage()).retry();
  }

  @Test
  void whatWaitsTravelsInOneBatchAndEachCallerGetsItsAnswer() {
    opened();
    execute("a");
    execute("b");
    execute("c");
    Wire.Submit alone = submitted(SELF);
    assertThat(texts(alone)).containsExactly("a");
    answer(alone, ok("A"));
    Wire.Submit both = submitted(SELF);
    assertThat(texts(both)).containsExactly("b", "c");
    answer(both, ok("B"), ok("C"));
    done("A");
    done("B");
    done("C");
  }

  @Test
  void aLeaderThatIsSilentGetsTheSameNumbersAgainAndACallerOneAnswer() {
    opened();
    execute("a");
    Wire.Submit first = submitted(SELF);
    taken();
    stage.pass(RETRY.minus(TICK));
    taken();
    mail.expectNoMessage(Duration.ZERO);
    pass(TICK);
    Wire.Submit second = submitted(SELF);
    assertThat(second.batch()).isNotEqualTo(first.batch());
    assertThat(commands(second).get(0).session()).isEqualTo(7);
    assertThat(commands(second).get(0).sequence()).isEqualTo(commands(first).get(0).sequence());
    answer(first, ok("A"));
    answer(second, ok("A"));
    done("A");
    taken();
    caller.expectNoMessage(Duration.ZERO);
  }

  @Test
  void theDeadlineMakesUnknownOfWhatWasSentAndItMayBeTriedAgainUnderItsNumber() {
    opened();
    execute("a");
    long sequence = commands(submitted(SELF)).get(0).sequence();
    pass(WITHIN);
    Optional<RequestId> id = unknown();
    assertThat(id).contains(new RequestId(7, sequence));
    mail.receiveSeveralMessages(4);
    execute("a", id);
    assertThat(commands(submitted(SELF)).get(0).sequence()).isEqualTo(sequence);
  }

  @Test
  void theDeadlineRejectsWhatWasNeverSentOrAlwaysRefused() {
    opened();
    execute("under way");
    execute("waits");
    Wire.Submit submit = submitted(SELF);
    gateway.tell(
        new Wire.Refused(Stage.GROUP, submit.batch(), Wire.Reason.NOT_LEADER, Optional.empty()));
    taken();
    // Later than every retry, so that no other sending is without its refusal.
    stage.pass(WITHIN);
    rejected(Reason.NO_LEADER);
    rejected(Reason.NO_LEADER);
  }

  @Test
  void aRefusalThatNamesTheLeaderSendsItThereAtOnce() {
    opened();
    execute("a");
    Wire.Submit first = submitted(SELF);
    gateway.tell(
        new Wire.Refused(Stage.GROUP, first.batch(), Wire.Reason.NOT_LEADER, Optional.of(OTHER)));
    Wire.Submit second = submitted(OTHER);
    assertThat(texts(second)).containsExactly("a");
    answer(second, ok("A"));
    done("A");
  }

  @Test
  void aNewLeaderGetsWhatIsUnderWayAndAnOlderTermIsNoNews() {
    opened();
    execute("a");
    submitted(SELF);
    gateway.tell(new LeaderIs(4, Optional.of(OTHER)));
    assertThat(texts(submitted(OTHER))).containsExactly("a");
    gateway.tell(new LeaderIs(3, Optional.of(SELF)));
    gateway.tell(new LeaderIs(5, Optional.empty()));
    taken();
    mail.expectNoMessage(Duration.ZERO);
  }

  @Test
  void moreThanItsBoundsIsRejectedAtOnce() {
    opened();
    for (int i = 0; i < SETTINGS.maxRequests(); i++) {
      execute("c" + i);
    }
    caller.expectNoMessage(Duration.ZERO);
    execute("one too many");
    rejected(Reason.OVERLOADED);
    ask("one too many", false);
    rejected(Reason.OVERLOADED);
  }

  /**
   * The first try may have been done: nothing may be called not done because a second had no room.
   */
  @Test
  void whatIsUnknownStaysSoWhenItsNextTryIsRefused() {
    opened();
    execute("a");
    submitted(SELF);
    pass(WITHIN);
    Optional<RequestId> id = unknown();
    for (int i = 0; i < SETTINGS.maxRequests(); i++) {
      execute("fills it up");
    }
    execute("a", id);
    assertThat(unknown()).isEqualTo(id).isPresent();
    gateway.tell(new Gateway.Execute("map", new byte[1], Duration.ZERO, id, caller.ref()::tell));
    assertThat(unknown()).isEqualTo(id);
  }

  @Test
  void aDeadlineThatIsNoneIsRejectedAndTroublesNobodyElse() {
    opened();
    execute("a");
    Wire.Submit submit = submitted(SELF);
    for (Duration within :
        new Duration[] {
          null,
          Duration.ZERO,
          Duration.ofNanos(-1),
          Duration.ofDays(1).plusNanos(1),
          ChronoUnit.FOREVER.getDuration()
        }) {
      Gateway.Execute wrong =
          new Gateway.Execute("map", new byte[1], within, Optional.empty(), caller.ref()::tell);
      gateway.tell(wrong);
      rejected(Reason.INVALID);
      gateway.tell(wrong.under(Optional.of(IdempotencyKey.of(List.of(), List.of()))));
      rejected(Reason.INVALID);
      gateway.tell(new Gateway.Ask("map", new byte[1], true, within, caller.ref()::tell));
      rejected(Reason.INVALID);
    }
    answer(submit, ok("A"));
    done("A");
    gateway.tell(
        new Gateway.Execute(
            "map", new byte[1], Duration.ofDays(1), Optional.empty(), caller.ref()::tell));
    answer(submitted(SELF), ok("B"));
    done("B");
  }

  @Test
  void theLeadersOverloadIsARejection() {
    opened();
    execute("a");
    gateway.tell(
        new Wire.Refused(
            Stage.GROUP, submitted(SELF).batch(), Wire.Reason.OVERLOADED, Optional.empty()));
    rejected(Reason.OVERLOADED);
  }

  @Test
  void itsNextLifeAnswersThoseWhoWaitAndGoesOnWithTheSameSession() {
    opened();
    execute("sent");
    Wire.Submit submit = submitted(SELF);
    execute("not sent");
    ask("asked", true);
    Queries queries = (Queries) replica.receiveMessage();
    gateway.tell(new Wire.Results(Stage.GROUP, submit.batch(), 0, List.of(new byte[] {99, 99})));
    Optional<RequestId> id = unknown();
    assertThat(id.orElseThrow().session()).isEqualTo(7);
    rejected(Reason.NO_LEADER);
    rejected(Reason.NO_LEADER);
    answer(submit, ok("late"));
    queries.replyTo().tell(new Queries.Answers(queries.id(), List.of(Optional.of(ok("late")))));
    execute("sent", id);
    Wire.Submit again = submitted(SELF);
    assertThat(commands(again).get(0).sequence()).isEqualTo(id.orElseThrow().sequence());
    answer(again, ok("once"));
    done("once");
    caller.expectNoMessage(Duration.ZERO);
  }

  @Test
  void questionsGoToTheLocalReplicaAndAFailedBatchIsAskedAgain() {
    ask("fresh", true);
    Queries first = (Queries) replica.receiveMessage();
    assertThat(first.linearizable()).isTrue();
    first.replyTo().tell(new Queries.Failed(first.id()));
    pass(TICK);
    Queries second = (Queries) replica.receiveMessage();
    assertThat(new String(second.questions().get(0).query())).isEqualTo("fresh");
    second.replyTo().tell(new Queries.Answers(second.id(), List.of(Optional.of(ok("yes")))));
    done("yes");
    ask("stale", false);
    Queries third = (Queries) replica.receiveMessage();
    assertThat(third.linearizable()).isFalse();
    third.replyTo().tell(new Queries.Answers(third.id(), List.of(Optional.empty())));
    rejected(Reason.INVALID);
  }

  @Test
  void aLocalAnswerThatIsTooOldIsAskedOnceMoreAndThenTakenAsItIs() {
    Gateway.Ask local =
        new Gateway.Ask("map", "since".getBytes(), false, WITHIN, caller.ref()::tell);
    gateway.tell(new Gateway.AskSince(local, reply -> new String(reply).equals("old")));
    Queries first = (Queries) replica.receiveMessage();
    assertThat(first.linearizable()).isFalse();
    first.replyTo().tell(new Queries.Answers(first.id(), List.of(Optional.of(ok("old")))));
    Queries second = (Queries) replica.receiveMessage();
    assertThat(second.linearizable()).isTrue();
    assertThat(second.questions()).isEqualTo(first.questions());
    ask("another", false);
    Queries third = (Queries) replica.receiveMessage();
    assertThat(third.questions()).as("the first one is over").hasSize(1);
    second.replyTo().tell(new Queries.Answers(second.id(), List.of(Optional.of(ok("old")))));
    assertThat(new String((byte[]) ((Done<?>) caller.receiveMessage()).value())).isEqualTo("old");
    third.replyTo().tell(new Queries.Answers(third.id(), List.of(Optional.of(ok("yes")))));
    assertThat(new String((byte[]) ((Done<?>) caller.receiveMessage()).value())).isEqualTo("yes");
  }

  @Test
  void aLocalAnswerThatIsFreshEnoughIsTheAnswer() {
    Gateway.Ask local =
        new Gateway.Ask("map", "since".getBytes(), false, WITHIN, caller.ref()::tell);
    gateway.tell(new Gateway.AskSince(local, reply -> new String(reply).equals("old")));
    Queries first = (Queries) replica.receiveMessage();
    first.replyTo().tell(new Queries.Answers(first.id(), List.of(Optional.of(ok("new")))));
    assertThat(new String((byte[]) ((Done<?>) caller.receiveMessage()).value())).isEqualTo("new");
  }

  @Test
  void aQuestionThatNobodyAnswersIsRejectedAtItsDeadline() {
    ask("anybody?", true);
    taken();
    stage.pass(WITHIN);
    rejected(Reason.NO_LEADER);
  }
}
