package conclave.raft.paper;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static conclave.raft.Bench.D;
import static conclave.raft.Bench.E;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.Bench;
import conclave.raft.LeaderBench;
import conclave.raft.Message;
import conclave.raft.Text;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 5.4.2 and figure 8: what a leader may call committed; laws L1 and L9 on its side. */
final class CommitTest {

  @Test
  void anEntryIsCommittedOnceAMajorityHasItDurably() {
    LeaderBench leader = LeaderBench.of(1, "0", A, B, C, D, E);
    leader.begin();

    assertThat(leader.matched(B, 1, "1@1")).isEmpty();
    assertThat(leader.matched(C, 1, "1@1")).isEmpty();
    assertThat(leader.durable("1@1")).containsExactly("commit 1");
  }

  @Test
  void theLeadersOwnDiskIsOneVoteAndNotANeededOne() {
    LeaderBench leader = LeaderBench.of(1, "0", A, B, C);
    leader.begin();

    leader.matched(B, 1, "1@1");
    assertThat(leader.matched(C, 1, "1@1")).containsExactly("commit 1");
    assertThat(leader.durable("1@1")).isEmpty();
  }

  /**
   * Figure 8. The entry 2@2 is on a majority (c), yet a leader of term 4 may not count it: a node
   * with 2@3 could still be elected and overwrite it (d). Once an entry of term 4 is on a majority,
   * both are committed (e).
   */
  @Test
  void entriesOfEarlierTermsAreCommittedOnlyByOneOfTheLeadersOwn() {
    LeaderBench leader = LeaderBench.of(4, "2@2", A, B, C, D, E);
    leader.begin();
    leader.durable("2@2");
    leader.matched(B, 1, "2@2");
    assertThat(leader.matched(C, 1, "2@2")).noneMatch(line -> line.startsWith("commit"));

    leader.durable("3@4");
    leader.matched(B, 1, "3@4");
    assertThat(leader.matched(C, 1, "3@4")).containsExactly("commit 3");
  }

  @Test
  void neitherLearnersNorStrangersNorOtherIncarnationsCount() {
    NodeId learner = D;
    LeaderBench leader =
        LeaderBench.of(1, "0", new Configuration(List.of(A, B, C), List.of(learner)));
    assertThat(leader.begin()).anyMatch(line -> line.startsWith("to d: Append"));
    leader.durable("1@1");

    for (NodeId nobody : List.of(learner, E, new NodeId("b", 2))) {
      assertThat(leader.matched(nobody, 1, "1@1")).isEmpty();
    }
    assertThat(leader.matched(B, 1, "1@1")).containsExactly("commit 1");
  }

  @Test
  void answersToAnotherTermsLeaderDoNotCount() {
    LeaderBench leader = LeaderBench.of(2, "0", A, B, C);
    leader.begin();
    leader.durable("1@2");

    assertThat(leader.reply(B, new Message.AppendReply(1, 1, true, Text.id("1@1")))).isEmpty();
    assertThat(leader.leadership().commit()).isZero();
  }

  @Test
  void followersLearnTheCommitIndexWithTheNextMessage() {
    LeaderBench leader = LeaderBench.settled();

    assertThat(leader.append("x"))
        .containsExactly(
            "to b: Append term 1 round 1 after 1@1 [2@1=x] commit 1",
            "to c: Append term 1 round 1 after 1@1 [2@1=x] commit 1");
    assertThat(leader.heartbeat())
        .containsExactly(
            "to b: Append term 1 round 2 after 2@1 [] commit 1",
            "to c: Append term 1 round 2 after 2@1 [] commit 1");
  }

  @Test
  void aVoterAloneCommitsWhatItsDiskHas() {
    LeaderBench leader = LeaderBench.of(1, "0", A);
    assertThat(leader.begin()).isEmpty();
    assertThat(leader.durable("1@1")).containsExactly("commit 1");
  }

  @Test
  void theAcceptorSaysWhatIsDurableByIndexAndTerm() {
    Bench bench = new Bench().start().lead();
    bench.propose("x", "y");
    assertThat(bench.take())
        .containsExactly("persist 3: [2@1=x 3@1=y]", "appended after 1@1 [2@1=x 3@1=y]");

    assertThat(bench.persisted(2)).containsExactly("term 1 durable 1@1");
    assertThat(bench.persisted(3)).containsExactly("term 1 durable 3@1");
  }

  @Test
  void theAcceptorAppliesWhatItsLeadershipCommitted() {
    Bench bench = new Bench().start().lead();
    bench.propose("x");
    bench.take();

    bench.acceptor().committed(1, 2);
    assertThat(bench.take()).containsExactly("apply [1@1=noop 2@1=x]");
    bench.acceptor().committed(1, 1);
    assertThat(bench.take()).isEmpty();
  }
}
