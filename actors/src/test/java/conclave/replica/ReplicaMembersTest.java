package conclave.replica;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static conclave.raft.Bench.D;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.RaftEvent;
import conclave.raft.log.Configuration;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.replica.apply.Queries;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.Post;
import conclave.replica.kit.Stage;
import conclave.serialization.Wire;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the host of an acceptor says while members change (law L11). */
class ReplicaMembersTest {

  private ReplicaBench bench = new ReplicaBench(A, B, C);
  private final TestProbe<Change.Outcome> operator = bench.stage.probe(Change.Outcome.class);

  @AfterEach
  void close() {
    bench.close();
  }

  private void change(Change wish) {
    bench.replica.tell(new Replica.ChangeMembers(wish, operator.ref()));
  }

  private void acknowledges(NodeId peer, long index) {
    bench.receive(peer, new Message.AppendReply(1, 1, true, new EntryId(1, index)));
  }

  private static Message.Append tells(Configuration members) {
    byte[] bytes = ConfigurationCodec.encode(members);
    Entry entry = new Entry(new EntryId(1, 1), Entry.Kind.CONFIGURATION, bytes);
    return new Message.Append(1, 1, EntryId.NONE, List.of(entry), 0);
  }

  @Test
  void aLeaderAnswersOnceTheChangeIsCommitted() {
    bench.open().lead(B);
    acknowledges(B, 1);
    ClusterKit.await("the no-op to be committed", () -> bench.status().commit() == 1);

    change(new Change.Add(D));
    assertThat(bench.persisted().write().entries())
        .extracting(Entry::kind)
        .containsExactly(Entry.Kind.CONFIGURATION);
    assertThat(bench.status().settled()).isFalse();
    change(new Change.Remove(C));
    assertThat(operator.receiveMessage())
        .isEqualTo(new Change.Outcome.Refused(Change.Reason.BUSY, "another change is under way"));
    acknowledges(B, 2);

    assertThat(operator.receiveMessage())
        .isEqualTo(new Change.Outcome.Done(new Configuration(List.of(A, B, C), List.of(D))));
    ReplicaStatus status = bench.status();
    assertThat(status.settled()).isTrue();
    assertThat(status.matches()).containsOnlyKeys(A, B, C, D);
  }

  @Test
  void aFollowerSaysWhoLeads() {
    bench.open();
    change(new Change.Add(D));
    assertThat(operator.receiveMessage()).isEqualTo(new Change.Outcome.Elsewhere(Optional.empty()));

    bench.receive(B, Bench.append(1, 1, "0:", 0));
    bench.persisted();
    change(new Change.Add(D));
    assertThat(operator.receiveMessage()).isEqualTo(new Change.Outcome.Elsewhere(Optional.of(B)));
  }

  @Test
  void theOutcomeIsUnknownOnceTheLeadershipIsLost() {
    bench.open().lead(B);
    acknowledges(B, 1);
    ClusterKit.await("the no-op to be committed", () -> bench.status().commit() == 1);
    change(new Change.Add(D));
    bench.persisted();

    bench.receive(C, new Message.AppendReply(2, 1, false, EntryId.NONE));
    assertThat(operator.receiveMessage()).isInstanceOf(Change.Outcome.Unknown.class);
  }

  @Test
  void whoIsToldThatItWasRemovedSaysSoAndServesNobody() throws Exception {
    bench.open().timeOut();
    bench.mail.receiveSeveralMessages(2);
    bench.receive(B, new Message.Removed(1, 9));

    assertThat(bench.event(RaftEvent.Kind.REMOVED).detail())
        .isEqualTo("was removed from the group");
    assertThat(bench.status().removed()).isTrue();
    bench.ask(7, true);
    assertThat(bench.asker.receiveMessage()).isEqualTo(new Queries.Failed(7));
    bench.replica.tell(
        new Wire.Submit(Stage.GROUP, Wire.Sender.member(B), 1, List.of(new byte[1])));
    assertThat(bench.mail.receiveMessage().wire())
        .isEqualTo(new Wire.Refused(Stage.GROUP, 1, Wire.Reason.NOT_LEADER, Optional.empty()));
    bench.timeOut();
    bench.status();
    assertThat(bench.events).noneMatch(event -> event.kind() == RaftEvent.Kind.CAMPAIGN);
  }

  @Test
  void aNewMemberNeitherCampaignsNorVotesBeforeItsLogNamesIt() {
    bench.close();
    bench = new ReplicaBench();
    bench.open().timeOut();
    assertThat(bench.status().term()).isZero();
    bench.receive(B, new Message.Vote(1, EntryId.NONE));
    bench.persisted();
    assertThat(bench.sentTo(B)).isEqualTo(new Message.VoteReply(1, false));

    bench.receive(B, tells(new Configuration(List.of(B, C), List.of(A))));
    bench.persisted();
    assertThat(bench.sentTo(B)).isInstanceOf(Message.AppendReply.class);
    bench.timeOut();
    Message asks = new Message.PreVote(2, new EntryId(1, 1));
    assertThat(bench.sentTo(B)).as("is it a member still? No campaign").isEqualTo(asks);
    assertThat(bench.sentTo(C)).isEqualTo(asks);
    bench.receive(C, new Message.Vote(2, new EntryId(1, 1)));
    bench.persisted();
    bench.persisted();
    Post.Letter vote = bench.mail.receiveMessage();
    assertThat(((Wire.ToReplica) vote.wire()).message())
        .as("it may be a voter already; that is for the candidate to know")
        .isEqualTo(new Message.VoteReply(2, true));
  }
}
