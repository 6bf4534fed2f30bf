package conclave.raft;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.log.EntryId;
import org.junit.jupiter.api.Test;

/** Bugs that were found by reading; each test failed once. */
final class RegressionTest {

  @Test
  void aVoteThatBecomesDurableAfterItsCampaignOpensNoBallotInTheNext() {
    Bench bench = new Bench().start();
    bench.pass(Bench.TIMEOUT);
    bench.nominated();
    bench.pass(Bench.TIMEOUT);
    assertThat(bench.acceptor().role()).isEqualTo(Acceptor.Role.PROSPECT);

    assertThat(bench.persisted()).isEmpty();
  }

  @Test
  void aSuspectThatLostItsTermStillHasTheTermOfItsLog() {
    Bench bench = new Bench().log("1@5").suspect().start();

    // Else a leader of term 4, long replaced, could have it drop what term 5 committed.
    assertThat(bench.receive(B, Bench.append(4, 1, "0: 1@4", 1)))
        .containsExactly("to b: AppendReply term 5 to a former term");
    assertThat(bench.acceptor().last()).isEqualTo(Text.id("1@5"));
  }

  @Test
  void aSuspectAnswersOutsideOfEveryRound() {
    Bench bench = new Bench().term(1).suspect().start();

    bench.receive(B, Bench.append(2, 7, "0: 1@2", 0));
    assertThat(bench.persisted()).containsExactly("to b: AppendReply term 2 round 0 matched 1@2");
  }

  /** A node led term 1, and leads term 3; what it said in term 1 is answered now. */
  @Test
  void anAnswerToAFormerLeadershipProvesNothingToThePresentOne() {
    Bench follower = new Bench().term(3).start();
    Bench leader = new Bench().term(2).start().lead();

    assertThat(leader.acceptor().term()).isEqualTo(3);
    leader.take();
    Message answer = new Message.AppendReply(3, Message.AppendReply.STALE, false, EntryId.NONE);
    assertThat(follower.receive(B, Bench.append(1, 22, "0:", 0)))
        .containsExactly("to b: " + Text.of(answer));
    assertThat(leader.receive(B, answer)).isEmpty();
  }

  @Test
  void aLeadershipThatResignedWantsNoMoreTicks() {
    LeaderBench leader = LeaderBench.of(1, "0", A, B, C);
    leader.begin();

    assertThat(leader.pass(3 * Bench.TIMEOUT))
        .containsExactly("resign: no majority answered for 300 ms");
    assertThat(leader.leadership().deadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aProposalOfNothingIsRefusedBeforeAnythingIsWritten() {
    Bench bench = new Bench().start().lead();
    bench.take();

    assertThatThrownBy(() -> bench.propose())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no commands");
    assertThat(bench.take()).isEmpty();
  }
}
