package conclave.replica;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.raft.Acceptor;
import conclave.raft.AcceptorEffects.StartLeadership;
import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.Read;
import conclave.raft.Slice;
import conclave.raft.Text;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.replica.kit.Post;
import conclave.replica.kit.Stage;
import conclave.replica.peers.Outbox;
import conclave.serialization.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicationTest {

  private static final Duration HEARTBEAT = Duration.ofMillis(Bench.HEARTBEAT);
  private static final Configuration GROUP = Configuration.of(A, B, C);

  private final Stage stage = new Stage();
  private final TestProbe<Post.Letter> mail = stage.probe(Post.Letter.class);
  private final TestProbe<Proposers.FromProposer> replica =
      stage.probe(Proposers.FromProposer.class);
  private final TestProbe<ReplicaStatus> people = stage.probe(ReplicaStatus.class);
  private ActorRef<Replication.Command> replication;

  /** Leads term 2 after entry 4@1. */
  @BeforeEach
  void lead() {
    Slice opening = new Slice(2, Text.id("4@1"), Text.entries("5@2"));
    Replication.Setup given =
        new Replication.Setup(
            Bench.LEASES, stage::nanos, new Outbox("g", A, new Post(mail.ref())), replica.ref());
    replication =
        stage.kit().spawn(Replication.create(new StartLeadership(2, A, GROUP, 4, opening), given));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private Message next(NodeId to) {
    Post.Letter letter = mail.receiveMessage();
    assertThat(letter.to()).isEqualTo(to);
    Wire.ToReplica wire = (Wire.ToReplica) letter.wire();
    assertThat(wire.from()).isEqualTo(A);
    return wire.message();
  }

  private static String line(Message message) {
    return Text.of(message);
  }

  private void answer(NodeId from, long round, boolean matched, String at) {
    replication.tell(
        new Replication.Answer(from, new Message.AppendReply(2, round, matched, Text.id(at))));
  }

  private ReplicaStatus report() {
    ReplicaStatus status =
        new ReplicaStatus(
            "g",
            A,
            Acceptor.Role.LEADER,
            2,
            Optional.of(A),
            4,
            3,
            Text.id("5@2"),
            GROUP,
            true,
            false,
            false,
            Map.of());
    replication.tell(new Replication.Report(status, people.ref()));
    return people.receiveMessage();
  }

  private void announced() {
    next(B);
    next(C);
    report();
  }

  @Test
  void itAnnouncesItselfAtOnceAndShowsThatItIsThereAtEachHeartbeat() {
    for (NodeId peer : List.of(B, C)) {
      assertThat(line(next(peer))).isEqualTo("Append term 2 round 1 after 4@1 [5@2=x] commit 4");
    }
    for (int round = 2; round < 6; round++) {
      report();
      stage.pass(HEARTBEAT);
      assertThat(line(next(B))).contains("round " + round + " after");
      assertThat(line(next(C))).contains("round " + round + " after");
    }
  }

  @Test
  void betweenHeartbeatsItIsSilent() {
    announced();
    stage.pass(HEARTBEAT.minusNanos(1));
    report();
    mail.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aReadUnderALeaseNeedsNoRound() {
    announced();
    replication.tell(new Replication.Durable(Text.id("5@2")));
    long promise = Bench.nanos(Bench.TIMEOUT);
    replication.tell(
        new Replication.Answer(B, new Message.AppendReply(2, 1, true, Text.id("5@2"), promise)));
    replica.expectMessage(new Proposers.Committed(2, 5));
    replication.tell(new Replication.ReadArrived(new Read(C, 7)));
    assertThat(next(C)).isEqualTo(new Message.ReadIndexReply(2, 7, 5));
    report();
    mail.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aMajorityThatHasItDurablyCommits() {
    announced();
    answer(B, 1, true, "5@2");
    report();
    replica.expectNoMessage(Duration.ZERO);
    replication.tell(new Replication.Durable(Text.id("5@2")));
    replica.expectMessage(new Proposers.Committed(2, 5));
    assertThat(report().matches()).isEqualTo(Map.of(A, 5L, B, 5L, C, 0L));
  }

  @Test
  void newEntriesTravelAtOnceToWhoeverAnswers() {
    announced();
    answer(B, 1, true, "5@2");
    replication.tell(new Replication.Appended(new Slice(2, Text.id("5@2"), Text.entries("6@2"))));
    assertThat(line(next(B))).contains("after 5@2 [6@2=x]");
  }

  @Test
  void whatItDoesNotHaveItAsksTheReplicaFor() {
    announced();
    answer(B, 1, false, "2@1");
    replica.expectMessage(new Proposers.SliceWanted(2, B, Text.id("2@1")));
    replication.tell(
        new Replication.SliceFor(B, new Slice(2, Text.id("2@1"), Text.entries("3@1 4@1"))));
    assertThat(line(next(B))).contains("after 2@1 [3@1=x 4@1=x]");
  }

  @Test
  void aPeerThatNeedsWhatWasCompactedIsCaughtUpAndGoesOnAfterTheSnapshot() {
    announced();
    answer(B, 1, false, "2@1");
    replica.expectMessageClass(Proposers.SliceWanted.class);
    replication.tell(new Replication.Compacted(B));
    replica.expectMessage(new Proposers.CatchUpWanted(2, B));
    replication.tell(new Replication.CaughtUp(B, Text.id("4@1")));
    assertThat(line(next(B))).contains("after 4@1 [5@2=x]");
  }

  @Test
  void aReadIsAnsweredToItsOriginOnceAMajorityHasConfirmed() {
    announced();
    replication.tell(new Replication.Durable(Text.id("5@2")));
    answer(B, 1, true, "5@2");
    replica.expectMessage(new Proposers.Committed(2, 5));
    replication.tell(new Replication.ReadArrived(new Read(C, 77)));
    assertThat(line(next(B))).contains("round 2");
    assertThat(line(next(C))).contains("round 2");
    answer(B, 2, true, "5@2");
    assertThat(next(C)).isEqualTo(new Message.ReadIndexReply(2, 77, 5));
  }

  @Test
  void withoutAMajorityItResignsAndIsSilent() {
    announced();
    for (int i = 0; i < 20; i++) {
      stage.pass(HEARTBEAT);
      announced();
    }
    replica.expectNoMessage(Duration.ZERO);
    stage.pass(HEARTBEAT);
    Proposers.Resigned resigned = replica.expectMessageClass(Proposers.Resigned.class);
    assertThat(resigned.term()).isEqualTo(2);
    assertThat(resigned.reason()).contains("no majority");
    stage.pass(Duration.ofSeconds(1));
    report();
    mail.expectNoMessage(Duration.ZERO);
  }
}
