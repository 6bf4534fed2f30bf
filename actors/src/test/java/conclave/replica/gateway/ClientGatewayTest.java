package conclave.replica.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import conclave.machine.Command;
import conclave.machine.Result;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.replica.peers.Peers;
import conclave.serialization.PeerAddress;
import conclave.serialization.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway without a replica beside it, among members that this test plays. */
class ClientGatewayTest {

  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", 2);
  private static final NodeId C = new NodeId("c", 3);
  private static final NodeId SELF = new NodeId("client-1", 9);
  private static final PeerAddress HERE = new PeerAddress("outside", "127.0.0.1", 1234);
  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final GatewaySettings SETTINGS =
      new GatewaySettings(100, 1 << 20, 16, 1000, 4, 300_000_000L, 5_000_000L, 1_000_000_000L);

  private record Sent(NodeId to, Wire.ForReplica message) {}

  private final LinkedBlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Outcome<byte[]>> outcomes = new LinkedBlockingQueue<>();
  private ActorTestKit kit;
  private ActorRef<Object> gateway;

  @BeforeEach
  void start() {
    kit = ActorTestKit.create();
    Peers members =
        new Peers() {
          @Override
          public void tell(NodeId to, Wire.ForReplica message) {
            sent.add(new Sent(to, message));
          }

          @Override
          public void tell(Wire.Sender to, Wire.ForGateway message) {
            throw new AssertionError("a client's gateway answers nobody: " + message);
          }
        };
    Standing standing = new Standing.Client(SELF, HERE, () -> List.of(A, B, C));
    gateway =
        kit.spawn(
            Gateway.create(
                new Gateway.Setup(
                    "g",
                    standing,
                    SETTINGS,
                    new GatewaySession(new SplittableRandom(1)),
                    System::nanoTime,
                    members)));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private Sent next() throws InterruptedException {
    Sent next = sent.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("a message to a member").isNotNull();
    return next;
  }

  private Wire.Submit submitTo(NodeId member) throws InterruptedException {
    Sent next = next();
    assertThat(next.to()).isEqualTo(member);
    return (Wire.Submit) next.message();
  }

  private Wire.Ask askTo(NodeId member) throws InterruptedException {
    Sent next = next();
    assertThat(next.to()).isEqualTo(member);
    return (Wire.Ask) next.message();
  }

  private void execute(String command) {
    gateway.tell(
        new Gateway.Execute("m", command.getBytes(), WITHIN, Optional.empty(), outcomes::add));
  }

  private void ask(String query) {
    gateway.tell(new Gateway.Ask("m", query.getBytes(), true, WITHIN, outcomes::add));
  }

  private void refuse(Wire.Submit submit, Optional<NodeId> leader) {
    gateway.tell(new Wire.Refused("g", submit.batch(), Wire.Reason.NOT_LEADER, leader));
  }

  private void answer(Wire.Submit submit, Result result) {
    gateway.tell(new Wire.Results("g", submit.batch(), 0, List.of(result.encode())));
  }

  private String done() throws InterruptedException {
    Outcome<byte[]> outcome = outcomes.poll(10, TimeUnit.SECONDS);
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return new String(((Outcome.Done<byte[]>) outcome).value());
  }

  private static Result ok(String reply) {
    return new Result.Ok(reply.getBytes());
  }

  /** The leader is B from here on. */
  private void openSession() throws InterruptedException {
    execute("first");
    refuse(submitTo(A), Optional.of(B));
    answer(submitTo(B), new Result.SessionOpened(7));
    answer(submitTo(B), ok("1"));
    assertThat(done()).isEqualTo("1");
  }

  @Test
  void aRefusalLeadsToTheLeaderAndEachBatchSaysWhereAnswersGo() throws Exception {
    execute("x");
    Wire.Submit first = submitTo(A);
    assertThat(first.from()).isEqualTo(Wire.Sender.client(SELF, HERE));
    refuse(first, Optional.of(C));
    Wire.Submit second = submitTo(C);
    assertThat(second.from()).isEqualTo(Wire.Sender.client(SELF, HERE));
    assertThat(second.commands()).usingRecursiveComparison().isEqualTo(first.commands());
    answer(second, new Result.SessionOpened(7));
    answer(submitTo(C), ok("done"));
    assertThat(done()).isEqualTo("done");
  }

  @Test
  void aMemberThatKnowsNoLeaderMakesWayForTheNext() throws Exception {
    execute("x");
    refuse(submitTo(A), Optional.empty());
    refuse(submitTo(B), Optional.empty());
    submitTo(C);
  }

  @Test
  void aSilentMemberMakesWayForTheNext() throws Exception {
    execute("x");
    submitTo(A);
    submitTo(B);
    submitTo(C);
    submitTo(A);
  }

  @Test
  void aSilentLeaderIsNotFollowedOnHearsayAndTheCommandKeepsItsNumber() throws Exception {
    openSession();
    execute("second");
    Wire.Submit lost = submitTo(B);
    Wire.Submit again = submitTo(A);
    assertThat(again.commands()).usingRecursiveComparison().isEqualTo(lost.commands());
    refuse(again, Optional.of(B));
    Sent other = next();
    assertThat(other.to()).as("others may not have noticed that B died").isNotEqualTo(B);
    answer((Wire.Submit) other.message(), ok("2"));
    assertThat(done()).isEqualTo("2");
    assertThat(number(again)).isEqualTo(2);
  }

  private static long number(Wire.Submit submit) throws MalformedException {
    return ((Command.Execute) Command.decode(submit.commands().get(0))).sequence();
  }

  @Test
  void questionsGoToTheLeaderOnceItIsKnownAndToAnotherMemberWhenOneCannotSay() throws Exception {
    ask("q");
    Wire.Ask first = askTo(A);
    assertThat(first.linearizable()).isTrue();
    assertThat(first.from()).isEqualTo(Wire.Sender.client(SELF, HERE));
    gateway.tell(new Wire.AskFailed("g", first.batch()));
    Wire.Ask second = askTo(B);
    answer(second, 0, Optional.of(ok("a").encode()));
    assertThat(done()).isEqualTo("a");
    openSessionFrom(B, C);
    ask("q");
    askTo(C);
  }

  private void openSessionFrom(NodeId contact, NodeId leader) throws InterruptedException {
    execute("x");
    refuse(submitTo(contact), Optional.of(leader));
    answer(submitTo(leader), new Result.SessionOpened(7));
    answer(submitTo(leader), ok("1"));
    assertThat(done()).isEqualTo("1");
  }

  @Test
  void answersMayComeInParts() throws Exception {
    for (int i = 0; i < 5; i++) {
      ask("q" + i);
    }
    // The first four are on their way, one each; the fifth waits for one of them.
    List<Wire.Ask> asked = List.of(askTo(A), askTo(A), askTo(A), askTo(A));
    ask("q5");
    answer(asked.get(0), 0, Optional.of(ok("0").encode()));
    assertThat(done()).isEqualTo("0");
    Wire.Ask two = askTo(A);
    assertThat(two.questions()).hasSize(2);
    answer(two, 1, Optional.of(ok("5").encode()));
    assertThat(done()).isEqualTo("5");
    answer(two, 0, Optional.empty());
    assertThat(outcomes.poll(10, TimeUnit.SECONDS))
        .isEqualTo(
            new Outcome.Rejected<>(Outcome.Reason.INVALID, "the machine failed at this question"));
    answer(two, 0, Optional.of(ok("late").encode()));
    answer(asked.get(1), 0, Optional.of(ok("1").encode()));
    assertThat(done()).as("late answers are dropped").isEqualTo("1");
  }

  private void answer(Wire.Ask ask, int first, Optional<byte[]> result) {
    gateway.tell(new Wire.Answers("g", ask.batch(), first, List.of(result)));
  }
}
