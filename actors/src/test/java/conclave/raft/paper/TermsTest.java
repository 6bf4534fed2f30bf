package conclave.raft.paper;

import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.Acceptor;
import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.Text;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 5.1, and law L2: terms are a logical clock, and every message names one. */
final class TermsTest {

  private static final EntryId LONG = Text.id("9@9");

  @Test
  void aLeaderStepsDownWhenItSeesAHigherTerm() {
    Bench bench = new Bench().start().lead();

    assertThat(bench.receive(B, new Message.AppendReply(4, 1, false, Text.id("1@1"))))
        .containsExactly("stop proposer", "event STEPPED_DOWN", "persist 3: term 4");
    assertThat(bench.acceptor().role()).isEqualTo(Acceptor.Role.FOLLOWER);
    assertThat(bench.acceptor().leader()).isEmpty();
  }

  @Test
  void aCandidateStepsDownWhenItSeesAHigherTerm() {
    Bench bench = new Bench().start();
    bench.pass(Bench.TIMEOUT);
    bench.nominated();

    assertThat(bench.receive(B, new Message.VoteReply(4, false)))
        .containsExactly("stop proposer", "event CAMPAIGN_OVER", "persist 2: term 4");
  }

  @Test
  void aCandidateFollowsTheLeaderOfItsOwnTerm() {
    Bench bench = new Bench().start();
    bench.pass(Bench.TIMEOUT);
    bench.nominated();

    assertThat(bench.receive(B, Bench.append(1, 1, "0: 1@1", 0)))
        .containsExactly(
            "stop proposer", "event CAMPAIGN_OVER", "event FOLLOWS", "persist 2: [1@1=x]");
    assertThat(bench.persisted()).containsExactly("to b: AppendReply term 1 round 1 matched 1@1");
  }

  @Test
  void requestsOfAnOldTermAreAnsweredWithTheCurrentOneAndChangeNothing() {
    Bench bench = new Bench().term(5).log("1@5").start();

    assertThat(bench.receive(B, new Message.Vote(4, LONG)))
        .containsExactly("to b: VoteReply term 5 refused");
    assertThat(bench.receive(B, new Message.PreVote(5, LONG)))
        .containsExactly("to b: PreVoteReply term 5 refused");
    assertThat(bench.receive(B, Bench.append(4, 3, "1@5: 2@5", 2)))
        .containsExactly("to b: AppendReply term 5 to a former term");
    assertThat(bench.receive(B, new Message.ReadIndex(4, 7)))
        .containsExactly("to b: ReadIndexReply term 5 id 7 index 0");
    SnapshotId snapshot = new SnapshotId(Text.id("9@4"), bench.acceptor().configuration());
    assertThat(bench.receive(B, new Message.SnapshotChunk(4, snapshot, 0, new byte[1], true)))
        .containsExactly("to b: SnapshotReply term 5 of 9@4 next 0");
    assertThat(bench.acceptor().term()).isEqualTo(5);
    assertThat(bench.acceptor().commit()).isZero();
  }

  @Test
  void repliesOfAnOldTermReachNobody() {
    Bench bench = new Bench().term(5).start().lead();

    for (Message stale :
        List.of(
            new Message.AppendReply(5, 1, true, LONG),
            new Message.SnapshotReply(5, LONG, 0, true),
            new Message.VoteReply(5, true),
            new Message.PreVoteReply(5, true))) {
      assertThat(bench.receive(B, stale)).isEmpty();
    }
    assertThat(bench.receive(B, new Message.AppendReply(6, 1, true, Text.id("1@6"))))
        .containsExactly("answer of b: AppendReply term 6 round 1 matched 1@6");
  }

  @Test
  void theTermOfAPreVoteIsAdoptedByNobody() {
    Bench bench = new Bench().term(2).start();

    assertThat(bench.receive(B, new Message.PreVote(9, LONG)))
        .containsExactly("to b: PreVoteReply term 9 granted");
    bench.pass(Bench.TIMEOUT);
    assertThat(bench.receive(C, new Message.PreVoteReply(3, true)))
        .containsExactly("answer of c: PreVoteReply term 3 granted");
    assertThat(bench.acceptor().term()).isEqualTo(2);
  }

  @Test
  void aRefusedPreVoteTeachesTheHigherTerm() {
    Bench bench = new Bench().term(2).start();
    bench.pass(Bench.TIMEOUT);

    assertThat(bench.receive(B, new Message.PreVoteReply(7, false)))
        .containsExactly("stop proposer", "event CAMPAIGN_OVER", "persist 1: term 7");
  }

  @Test
  void wordsOfAnotherTermsProposerCountForNothing() {
    Bench bench = new Bench().term(1).start();
    bench.pass(Bench.TIMEOUT);
    bench.acceptor().elected(1);
    bench.acceptor().nominated(3);
    assertThat(bench.take()).isEmpty();

    bench.nominated();
    bench.persisted();
    bench.elected();
    bench.acceptor().committed(1, 1);
    bench.acceptor().sliceWanted(1, B, EntryId.NONE);
    bench.acceptor().proposerGone(1, "late");
    assertThat(bench.take()).isEmpty();
    assertThat(bench.acceptor().role()).isEqualTo(Acceptor.Role.LEADER);

    bench.acceptor().proposerGone(2, "died");
    assertThat(bench.take()).containsExactly("stop proposer", "event STEPPED_DOWN");
    // The term is burnt: the next campaign is for a higher one.
    assertThat(bench.pass(2 * Bench.TIMEOUT)).contains("start candidacy of term 3, last 1@2");
  }
}
