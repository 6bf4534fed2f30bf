package conclave.replica;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import conclave.journal.Write;
import conclave.machine.Command;
import conclave.machine.Result;
import conclave.raft.Acceptor;
import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.RaftEvent;
import conclave.raft.Text;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.replica.apply.Queries;
import conclave.replica.journal.LogNotice;
import conclave.replica.journal.LogWork;
import conclave.replica.journal.SnapshotNotice;
import conclave.replica.journal.SnapshotWork;
import conclave.replica.kit.Post;
import conclave.replica.kit.Stage;
import conclave.serialization.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the host of an acceptor carries out, and what it drops. */
class ReplicaTest {

  private static final Duration A_MOMENT = Duration.ofMillis(50);

  private ReplicaBench bench = new ReplicaBench(A, B, C);

  @AfterEach
  void close() {
    bench.close();
  }

  private void alone() {
    bench.close();
    bench = new ReplicaBench(A);
    bench.open().leadAlone();
  }

  private void submit(NodeId from, long batch, Command command) {
    bench.replica.tell(
        new Wire.Submit(Stage.GROUP, Wire.Sender.member(from), batch, List.of(command.encode())));
  }

  @Test
  void itWaitsForItsOwnOpeningAndDropsWhatComesBefore() {
    long incarnation = bench.asksToOpen();
    bench.opened(incarnation + 1);
    bench.replica.tell(new Replica.GetStatus(bench.people.ref()));
    bench.receive(B, Bench.append(5, 1, "0:", 0));
    bench.people.expectNoMessage(A_MOMENT);
    bench.opened(incarnation);
    assertThat(bench.status().term()).isZero();
    bench.people.expectNoMessage(Duration.ZERO);
  }

  @Test
  void afterATimeOutAnElectionAsksAllPeers() throws Exception {
    bench.open().timeOut();
    assertThat(bench.sentTo(B)).isEqualTo(new Message.PreVote(1, EntryId.NONE));
    assertThat(bench.sentTo(C)).isEqualTo(new Message.PreVote(1, EntryId.NONE));
    assertThat(bench.event(RaftEvent.Kind.CAMPAIGN).term()).isZero();
  }

  @Test
  void aWriteNamesItsIncarnationAndOnlyItsOwnCompletionCounts() {
    bench.open().timeOut();
    bench.mail.receiveSeveralMessages(2);
    bench.receive(C, new Message.PreVoteReply(1, true));
    LogWork.Append append = bench.write();
    assertThat(append.write())
        .isEqualTo(Write.of(Stage.GROUP, 1).with(new HardState(1, Optional.of(A))));
    bench.tell(new LogNotice.Persisted(0, append.ticket()));
    bench.tell(new LogNotice.Persisted(2, append.ticket()));
    bench.tell(new LogNotice.NotWritten(0, append.ticket(), null));
    bench.tell(new LogNotice.Persisted(1, append.ticket() - 1));
    bench.status();
    bench.mail.expectNoMessage(A_MOMENT);
    bench.tell(new LogNotice.Persisted(1, append.ticket()));
    assertThat(bench.sentTo(B)).isEqualTo(new Message.Vote(1, EntryId.NONE));
  }

  @Test
  void aVoteIsSentOnlyOnceItIsDurable() {
    bench.open();
    bench.receive(B, new Message.Vote(3, EntryId.NONE));
    LogWork.Append append = bench.write();
    bench.status();
    bench.mail.expectNoMessage(A_MOMENT);
    bench.tell(new LogNotice.Persisted(1, append.ticket()));
    LogWork.Append next = append;
    while (next.write().hardState().orElseThrow().vote().isEmpty()) {
      next = bench.persisted();
    }
    assertThat(bench.sentTo(B)).isEqualTo(new Message.VoteReply(3, true));
  }

  @Test
  void mailForAnotherLifeOfThisNodesDirectoryIsDropped() {
    bench.open();
    NodeId former = new NodeId(A.name(), A.incarnation() + 1);
    Message append = Bench.append(5, 1, "0:", 0);
    bench.replica.tell(new Wire.ToReplica(Stage.GROUP, B, former, append));
    assertThat(bench.status().term()).isZero();
    bench.replica.tell(new Wire.ToReplica(Stage.GROUP, B, A, append));
    assertThat(bench.status().term()).isEqualTo(5);
    assertThat(bench.status().leader()).contains(B);
  }

  @Test
  void entriesOfALeaderAreWrittenAndThenAcknowledgedAndThenApplied() {
    bench.open();
    bench.receive(B, Bench.append(1, 9, "0: 1@1 2@1", 2));
    LogWork.Append written = bench.persisted();
    while (written.write().entries().isEmpty()) {
      written = bench.persisted();
    }
    assertThat(bench.sentTo(B)).isEqualTo(new Message.AppendReply(1, 9, true, Text.id("2@1")));
    assertThat(bench.status().commit()).isEqualTo(2);
    bench.counts(0);
  }

  @Test
  void theGatewayHearsOnceOfEachChangeOfTheLeader() {
    bench.open();
    bench.receive(B, Bench.append(1, 1, "0:", 0));
    bench.receive(B, Bench.append(1, 2, "0:", 0));
    bench.receive(C, Bench.append(2, 1, "0:", 0));
    bench.gateway.expectMessage(new LeaderIs(1, Optional.of(B)));
    bench.gateway.expectMessage(new LeaderIs(2, Optional.of(C)));
    bench.status();
    bench.gateway.expectNoMessage(A_MOMENT);
  }

  @Test
  void whoDoesNotLeadRefusesCommandsAndNamesTheLeader() {
    bench.open();
    bench.receive(B, Bench.append(1, 1, "0:", 0));
    bench.persisted();
    bench.sentTo(B);
    submit(C, 31, new Command.OpenSession(4));
    bench.mail.expectMessage(
        new Post.Letter(
            C, new Wire.Refused(Stage.GROUP, 31, Wire.Reason.NOT_LEADER, Optional.of(B))));
  }

  @Test
  void whoLeadsWritesCommandsAndTellsTheirOriginWhatCameOfThem() {
    alone();
    submit(C, 31, new Command.OpenSession(4));
    assertThat(bench.persisted().write().entries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.id()).isEqualTo(Text.id("2@1")));
    Post.Letter letter = bench.mail.receiveMessage();
    assertThat(letter.to()).isEqualTo(C);
    assertThat(letter.wire())
        .isEqualTo(
            new Wire.Results(Stage.GROUP, 31, 0, List.of(new Result.SessionOpened(2).encode())));
  }

  @Test
  void tooMuchAtOnceIsRefusedAsOverload() {
    alone();
    byte[] large = new byte[(int) Bench.SETTINGS.maxUncommittedBytes()];
    submit(C, 8, new Command.Execute(1, 1, 1, BrittleMachine.NAME, large));
    submit(C, 9, new Command.Execute(1, 1, 1, BrittleMachine.NAME, large));
    Wire.Refused refused = (Wire.Refused) bench.mail.receiveMessage().wire();
    assertThat(refused.reason()).isEqualTo(Wire.Reason.OVERLOADED);
  }

  @Test
  void withoutALeaderAReadFails() {
    bench.open().ask(5, true);
    bench.asker.expectMessage(new Queries.Failed(5));
  }

  @Test
  void aLeadersOwnReadComesBackByThePeersPortAndIsAnswered() {
    alone();
    bench.ask(6, true);
    Post.Letter letter = bench.mail.receiveMessage();
    assertThat(letter.to()).isEqualTo(A);
    bench.replica.tell(letter.wire());
    assertThat(bench.asker.expectMessageClass(Queries.Answers.class).id()).isEqualTo(6);
  }

  @Test
  void aQuestionOfAClientIsAnsweredByThePeersPort() {
    alone();
    Wire.Question question = new Wire.Question(BrittleMachine.NAME, new byte[0]);
    Wire.Sender client = Wire.Sender.member(C);
    bench.replica.tell(new Wire.Ask(Stage.GROUP, client, 12, false, List.of(question)));
    Wire.Answers answers = (Wire.Answers) bench.mail.receiveMessage().wire();
    assertThat(answers.batch()).isEqualTo(12);
    assertThat(answers.answers()).hasSize(1);
  }

  @Test
  void aFollowersReadsGoToTheLeader() {
    bench.open();
    bench.receive(B, Bench.append(1, 1, "0: 1@1", 1));
    bench.persisted();
    bench.persisted();
    bench.sentTo(B);
    bench.ask(6, true);
    Message.ReadIndex read = (Message.ReadIndex) bench.sentTo(B);
    bench.receive(B, new Message.ReadIndexReply(1, read.id() + 1, 1));
    bench.receive(B, new Message.ReadIndexReply(1, read.id(), 1));
    assertThat(bench.asker.expectMessageClass(Queries.Answers.class).id()).isEqualTo(6);
    bench.asker.expectNoMessage(A_MOMENT);
  }

  @Test
  void aPartOfASnapshotIsKeptAndOnlyThisLifesKeepingIsAnswered() {
    bench.open();
    SnapshotId id = new SnapshotId(Text.id("9@1"), Configuration.of(A, B, C));
    bench.receive(B, new Message.SnapshotChunk(1, id, 0, new byte[4], false));
    bench.persisted();
    SnapshotWork.Keep keep = bench.journal.expectMessageClass(SnapshotWork.Keep.class);
    assertThat(keep.incarnation()).isEqualTo(1);
    assertThat(keep.chunk().snapshot()).isEqualTo(id);
    keep.replyTo().tell(new SnapshotNotice.Kept(2, id.last(), 8, false, Optional.empty()));
    keep.replyTo().tell(new SnapshotNotice.Kept(1, id.last(), 4, false, Optional.empty()));
    assertThat(bench.sentTo(B)).isEqualTo(new Message.SnapshotReply(1, id.last(), 4, false));
  }

  @Test
  void aLeadersStatusKnowsWhatItsPeersHave() {
    bench.open().lead(C);
    bench.receive(C, new Message.AppendReply(1, 1, true, Text.id("1@1")));
    ReplicaStatus status = bench.status();
    assertThat(status.role()).isEqualTo(Acceptor.Role.LEADER);
    assertThat(status.matches()).containsEntry(A, 1L).containsEntry(C, 1L).containsEntry(B, 0L);
  }

  @Test
  void aSnapshotIsTakenAfterTheSetTimeIfThereIsAnythingNew() {
    bench.open();
    bench.replica.tell(new LogNotice.SnapshotWanted(1));
    bench.status();
    bench.journal.expectNoMessage(A_MOMENT);
    bench.receive(B, Bench.append(1, 1, "0: 1@1", 1));
    bench.persisted();
    bench.persisted();
    bench.stage.pass(ReplicaBench.SNAPSHOT_EVERY);
    List<SnapshotWork.Save> saves = new ArrayList<>();
    bench.journal.fishForMessage(
        Duration.ofSeconds(15),
        work -> {
          if (work instanceof SnapshotWork.Save save) {
            saves.add(save);
          }
          return saves.isEmpty() ? FishingOutcomes.continueAndIgnore() : FishingOutcomes.complete();
        });
    assertThat(saves.get(0).state().last()).isEqualTo(Text.id("1@1"));
  }
}
