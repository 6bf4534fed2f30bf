package conclave.replica;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import conclave.raft.AcceptorEffects.StartCandidacy;
import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.replica.kit.Post;
import conclave.replica.peers.Outbox;
import conclave.serialization.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElectionTest {

  private static final EntryId LAST = new EntryId(3, 8);

  private final TestInbox<Post.Letter> mail = TestInbox.create("mail");
  private final TestInbox<Proposers.FromProposer> replica = TestInbox.create("replica");

  private final BehaviorTestKit<Election.Command> election =
      BehaviorTestKit.create(
          Election.create(
              new StartCandidacy(4, A, Configuration.of(A, B, C), LAST, false),
              new Outbox("g", A, new Post(mail.getRef())),
              replica.getRef()));

  private static List<Post.Letter> toBoth(Message message) {
    return List.of(
        new Post.Letter(B, new Wire.ToReplica("g", A, B, message)),
        new Post.Letter(C, new Wire.ToReplica("g", A, C, message)));
  }

  private void answer(NodeId from, Message reply) {
    election.run(new Election.Answer(from, reply));
  }

  @Test
  void itAsksForPreVotesAsSoonAsItLives() {
    assertThat(mail.getAllReceived()).isEqualTo(toBoth(new Message.PreVote(4, LAST)));
    assertThat(replica.getAllReceived()).isEmpty();
  }

  @Test
  void aMajorityOfPreVotesNominatesAndAMajorityOfVotesElects() {
    answer(B, new Message.PreVoteReply(4, true));
    replica.expectMessage(new Proposers.Nominated(4));
    mail.getAllReceived();
    election.run(new Election.Ballot());
    assertThat(mail.getAllReceived()).isEqualTo(toBoth(new Message.Vote(4, LAST)));
    answer(C, new Message.VoteReply(4, true));
    replica.expectMessage(new Proposers.Elected(4));
    assertThat(replica.hasMessages()).isFalse();
  }

  @Test
  void anAnswerToSomethingElseIsDropped() {
    answer(B, new Message.VoteReply(4, true));
    answer(B, new Message.AppendReply(4, 1, true, LAST));
    answer(B, new Message.PreVoteReply(5, true));
    answer(B, new Message.PreVoteReply(4, false));
    assertThat(replica.hasMessages()).isFalse();
    assertThat(election.isAlive()).isTrue();
    answer(B, new Message.PreVoteReply(4, true));
    replica.expectMessage(new Proposers.Nominated(4));
  }
}
