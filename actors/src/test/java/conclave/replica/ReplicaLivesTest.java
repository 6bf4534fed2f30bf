package conclave.replica;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.typed.ActorRef;
import conclave.journal.Journal;
import conclave.machine.Command;
import conclave.raft.Acceptor;
import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.RaftEvent;
import conclave.raft.Text;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import conclave.replica.apply.Queries;
import conclave.replica.journal.LogNotice;
import conclave.replica.journal.LogWork;
import conclave.replica.journal.SnapshotNotice;
import conclave.replica.journal.SnapshotWork;
import conclave.replica.kit.Stage;
import conclave.serialization.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who dies in a replica, and what becomes of it. */
class ReplicaLivesTest {

  private static final Duration A_MOMENT = Duration.ofMillis(50);
  private static final long SESSION = 2;

  private ReplicaBench bench = new ReplicaBench(A, B, C);

  @AfterEach
  void close() {
    bench.close();
  }

  /** The only voter leads, and has a session. */
  private void alone() {
    bench.close();
    bench = new ReplicaBench(A);
    bench.open().leadAlone();
    submit(new Command.OpenSession(4));
    bench.mail.receiveMessage();
  }

  private void submit(Command command) {
    bench.replica.tell(
        new Wire.Submit(Stage.GROUP, Wire.Sender.member(C), 1, List.of(command.encode())));
    bench.persisted();
  }

  private void execute(long sequence, String command) {
    submit(
        new Command.Execute(SESSION, sequence, sequence, BrittleMachine.NAME, command.getBytes()));
  }

  private ActorRef<Void> child(String name) throws Exception {
    return bench.stage.find("/user/replica/" + name);
  }

  private void kill(String name) throws Exception {
    bench.stage.kill("/user/replica/" + name);
  }

  private void ends(ActorRef<Void> child) {
    bench.people.expectTerminated(child);
  }

  @Test
  void aDeadReplicationCostsTheTermAndNobodyLeadsInItAgain() throws Exception {
    bench.open().lead(B);
    kill("replication-1-*");
    assertThat(bench.event(RaftEvent.Kind.STEPPED_DOWN).term()).isEqualTo(1);
    assertThat(bench.status().role()).isEqualTo(Acceptor.Role.FOLLOWER);
    bench.stage.pass(ReplicaBench.TIMEOUT);
    assertThat(bench.sentTo(B)).isEqualTo(new Message.PreVote(2, Text.id("1@1")));
  }

  @Test
  void aDeadElectionIsOneCampaignLost() throws Exception {
    bench.open().timeOut();
    bench.mail.receiveSeveralMessages(2);
    kill("election-1-*");
    bench.receive(B, new Message.PreVoteReply(1, true));
    bench.timeOut();
    assertThat(bench.sentTo(B)).isEqualTo(new Message.PreVote(1, EntryId.NONE));
    assertThat(bench.sentTo(C)).isEqualTo(new Message.PreVote(1, EntryId.NONE));
    assertThat(bench.status().term()).isZero();
  }

  @Test
  void anotherCampaignOrALeadershipEndsTheElection() throws Exception {
    bench.open().timeOut();
    bench.mail.receiveSeveralMessages(2);
    ActorRef<Void> first = child("election-1-*");
    bench.timeOut();
    bench.mail.receiveSeveralMessages(2);
    ends(first);
    ActorRef<Void> second = child("election-1-*");
    bench.receive(B, Bench.append(1, 1, "0:", 0));
    ends(second);
  }

  @Test
  void whoHearsOfAHigherTermStopsItsReplication() throws Exception {
    bench.open().lead(B);
    ActorRef<Void> replication = child("replication-1-*");
    bench.receive(C, Bench.append(2, 1, "0:", 0));
    ends(replication);
    assertThat(bench.status().leader()).contains(C);
  }

  @Test
  void aDeadApplierIsReplacedAndWhatWasCommittedIsAppliedAgain() throws Exception {
    alone();
    execute(1, "one");
    execute(2, "two");
    bench.mail.receiveSeveralMessages(2);
    bench.counts(2);
    kill("applier-1");
    bench.counts(2);
    assertThat(bench.machines).hasSize(2);
    execute(3, "three");
    bench.counts(3);
  }

  @Test
  void whoPinsOldSegmentsTakesASnapshotHoweverLittleItHasToSave() {
    alone();
    bench.replica.tell(new LogNotice.SnapshotWanted(2)); // for another life
    bench.journal.expectNoMessage(A_MOMENT);
    bench.replica.tell(new LogNotice.SnapshotWanted(1));
    bench.replica.tell(new LogNotice.SnapshotWanted(1)); // one is under way
    SnapshotWork.Save save = bench.journal.expectMessageClass(SnapshotWork.Save.class);
    assertThat(save.id().last()).isEqualTo(Text.id("2@1"));
    save.replyTo().tell(new SnapshotNotice.Saved(save.id(), Optional.empty()));
    LogWork.Append mark = bench.journal.expectMessageClass(LogWork.Append.class);
    assertThat(mark.write().snapshot()).contains(save.id());
    bench.replica.tell(new LogNotice.SnapshotWanted(1)); // nothing was committed since
    bench.journal.expectNoMessage(A_MOMENT);
  }

  @Test
  void aMachineThatFailsOnceIsBuiltAnew() {
    alone();
    execute(1, BrittleMachine.SHAKY);
    bench.counts(1);
    assertThat(bench.machines).hasSize(2);
    assertThat(bench.status().role()).isEqualTo(Acceptor.Role.LEADER);
  }

  @Test
  void aMachineThatFailsTwiceAtTheSameEntryHaltsTheGroup() throws Exception {
    alone();
    ActorRef<Void> replication = child("replication-1-*");
    execute(1, BrittleMachine.BAD);
    ends(replication);
    bench.ask(77, true);
    bench.asker.expectMessage(new Queries.Failed(77));
    assertThat(bench.machines).hasSize(2);
    bench.replica.tell(new Replica.GetStatus(bench.people.ref()));
    bench.stage.pass(ReplicaBench.TIMEOUT.multipliedBy(3));
    bench.people.expectNoMessage(A_MOMENT);
    bench.journal.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aDeadTransferIsFollowedByAnotherAtTheNextHeartbeat() throws Exception {
    SnapshotId snapshot = new SnapshotId(Text.id("10@1"), Configuration.of(A, B, C));
    bench.remembers(new HardState(1, Optional.empty()), snapshot, List.of()).open();
    bench.journal.expectMessageClass(SnapshotWork.Load.class);
    bench.lead(B);
    bench.receive(C, new Message.AppendReply(2, 1, false, EntryId.NONE));
    SnapshotWork.Find find = bench.journal.expectMessageClass(SnapshotWork.Find.class);
    find.replyTo().tell(new SnapshotNotice.Found(Optional.of(snapshot), 4, 0));
    assertThat(bench.sentTo(C)).isInstanceOf(Message.SnapshotOffer.class);
    bench.receive(C, new Message.SnapshotReply(2, snapshot.last(), 0, false));
    bench.journal.expectMessageClass(SnapshotWork.Read.class);
    kill("catchup-c-2-*");
    bench.journal.awaitAssert(
        Duration.ofSeconds(15),
        Duration.ofMillis(5),
        () -> {
          bench.receive(B, new Message.AppendReply(2, 1, true, Text.id("11@2")));
          bench.status();
          bench.stage.pass(Duration.ofMillis(Bench.HEARTBEAT));
          return bench.journal.fishForMessage(
              Duration.ofMillis(50),
              work ->
                  work instanceof SnapshotWork.Find
                      ? FishingOutcomes.complete()
                      : FishingOutcomes.continueAndIgnore());
        });
    assertThat(bench.status().role()).isEqualTo(Acceptor.Role.LEADER);
  }

  @Test
  void aTransferThatSucceededIsTakenIntoAccount() throws Exception {
    SnapshotId snapshot = new SnapshotId(Text.id("10@1"), Configuration.of(A, B, C));
    bench.remembers(new HardState(1, Optional.empty()), snapshot, List.of()).open();
    bench.journal.expectMessageClass(SnapshotWork.Load.class);
    bench.lead(B);
    bench.receive(C, new Message.AppendReply(2, 1, false, EntryId.NONE));
    SnapshotWork.Find find = bench.journal.expectMessageClass(SnapshotWork.Find.class);
    find.replyTo().tell(new SnapshotNotice.Found(Optional.of(snapshot), 4, 0));
    assertThat(bench.sentTo(C)).isInstanceOf(Message.SnapshotOffer.class);
    bench.receive(C, new Message.SnapshotReply(2, snapshot.last(), 0, false));
    SnapshotWork.Read read = bench.journal.expectMessageClass(SnapshotWork.Read.class);
    read.replyTo().tell(new SnapshotNotice.Part(0, Optional.of(new byte[4])));
    ActorRef<Void> catchup = child("catchup-c-2-*");
    assertThat(bench.sentTo(C)).isInstanceOf(Message.SnapshotChunk.class);
    bench.receive(C, new Message.SnapshotReply(2, snapshot.last(), 4, true));
    assertThat(Text.of(bench.sentTo(C))).contains("after 10@1 [11@2=noop]");
    ends(catchup);
  }

  @Test
  void aWriteThatWasNotTakenEndsThisLifeAndItsCompletionsDoNotCountInTheNext() throws Exception {
    bench.open().timeOut();
    bench.mail.receiveSeveralMessages(2);
    bench.receive(B, new Message.PreVoteReply(1, true));
    LogWork.Append former = bench.write();
    ActorRef<Void> applier = child("applier-1");
    bench.tell(new LogNotice.NotWritten(1, former.ticket(), Journal.Outcome.TOO_LARGE));
    long incarnation = bench.reopens();
    assertThat(incarnation).isEqualTo(2);
    ends(applier);
    bench.opened(incarnation);
    bench.timeOut();
    bench.mail.receiveSeveralMessages(2);
    bench.receive(B, new Message.PreVoteReply(1, true));
    LogWork.Append next = bench.write();
    assertThat(next.ticket()).isEqualTo(former.ticket());
    assertThat(next.write().incarnation()).isEqualTo(2);
    bench.tell(new LogNotice.Persisted(1, former.ticket()));
    bench.tell(new LogNotice.NotWritten(1, former.ticket(), Journal.Outcome.TOO_LARGE));
    bench.status();
    bench.mail.expectNoMessage(A_MOMENT);
    bench.tell(new LogNotice.Persisted(2, next.ticket()));
    assertThat(bench.sentTo(B)).isEqualTo(new Message.Vote(1, EntryId.NONE));
  }

  @Test
  void withoutItsJournalWriterItBeginsAnewAtTheNextOne() throws Exception {
    bench.open().lead(B);
    ActorRef<Void> replication = child("replication-1-*");
    bench.loseJournalWriter();
    assertThat(bench.reopens()).isEqualTo(2);
    ends(replication);
    bench.opened(2);
    assertThat(bench.status().role()).isEqualTo(Acceptor.Role.FOLLOWER);
  }
}
