package conclave.raft.paper;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static conclave.raft.Bench.D;
import static conclave.raft.Bench.E;
import static conclave.raft.Bench.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.Bench;
import conclave.raft.LeaderBench;
import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The dissertation's 6.4.1: a leader that a majority is loyal to answers reads by itself. */
final class LeaseTest {

  private static final String AT_ONCE = "read 7 of a ready at 1";

  @Nested
  final class ALeader {

    /** Three voters, and a round at time 0 that b answers. */
    private LeaderBench settled() {
      LeaderBench leader = LeaderBench.withLeases(A, B, C);
      leader.begin();
      leader.durable("1@1");
      leader.loyal(B, 1, "1@1");
      return leader;
    }

    @Test
    void answersByItselfWhileItsLeaseLasts() {
      LeaderBench leader = settled();

      assertThat(leader.read(7)).containsExactly(AT_ONCE);
      leader.pass(LEASE - 1);
      assertThat(leader.read(7)).containsExactly(AT_ONCE);
      leader.pass(1);
      assertThat(leader.read(7)).hasSize(2).allMatch(line -> line.contains("Append term 1 round"));
    }

    @Test
    void countsFromWhenTheRoundWasSentNotFromTheAnswer() {
      LeaderBench leader = settled();
      leader.heartbeat();
      leader.pass(LEASE - 2);
      leader.loyal(C, 2, "1@1");

      assertThat(leader.read(7)).containsExactly(AT_ONCE);
      leader.pass(2);
      assertThat(leader.read(7)).isNotEmpty().doesNotContain(AT_ONCE);
    }

    @Test
    void isRenewedByEachRoundThatAMajorityAnswers() {
      LeaderBench leader = settled();
      for (int round = 2; round < 30; round++) {
        leader.heartbeat();
        leader.loyal(round % 2 == 0 ? B : C, round, "1@1");
        assertThat(leader.read(7)).containsExactly(AT_ONCE);
      }
    }

    @Test
    void needsTheLoyaltyOfAMajorityOfVoters() {
      LeaderBench leader = LeaderBench.withLeases(A, B, C, D, E);
      leader.begin();
      leader.durable("1@1");
      leader.loyal(B, 1, "1@1");
      leader.matched(C, 1, "1@1");
      leader.matched(D, 1, "1@1");

      assertThat(leader.read(7)).as("only a and b promised anything").doesNotContain(AT_ONCE);
      leader.loyal(D, 1, "1@1");
      assertThat(leader.read(8)).containsExactly("read 8 of a ready at 1");
    }

    @Test
    void doesNotCountWhoPromisesLessThanItReliesOn() {
      LeaderBench leader = LeaderBench.withLeases(A, B, C);
      leader.begin();
      leader.durable("1@1");
      long less = Bench.nanos(Bench.TIMEOUT - 1);
      leader.reply(B, new Message.AppendReply(1, 1, true, new EntryId(1, 1), less));

      assertThat(leader.read(7)).isNotEmpty().doesNotContain(AT_ONCE);
    }

    @Test
    void needsAnEntryOfItsOwnTerm() {
      LeaderBench leader = LeaderBench.withLeases(A, B, C);
      leader.begin();
      leader.loyal(B, 1, "0");

      assertThat(leader.read(7)).isEmpty();
    }

    @Test
    void hasNoneWhileMembersAreNotCommitted() {
      LeaderBench leader = settled();
      leader.append(new Configuration(List.of(A, B, C), List.of(D)));
      leader.durable("2@1");

      assertThat(leader.read(7)).isNotEmpty().noneMatch(line -> line.startsWith("read"));
      assertThat(leader.loyal(B, 1, "2@1")).contains("commit 2");
      assertThat(leader.read(8)).containsExactly("read 8 of a ready at 2");
    }

    @Test
    void hasNoneFromBeforeItNamesASuccessor() {
      LeaderBench leader = settled();

      assertThat(leader.handOver("b")).containsExactly("to b: TimeoutNow term 1 last 1@1");
      assertThat(leader.read(7)).isNotEmpty().doesNotContain(AT_ONCE);
    }

    @Test
    void whoWasNamedInVainMayCampaignStillUntilAnEntryIsCommittedThatItHadNot() {
      LeaderBench leader = settled();
      leader.handOver("b");
      long round = 1;
      for (int beat = 0; beat < 20; beat++) {
        round++;
        leader.heartbeat();
        leader.loyal(C, round, "1@1");
      }

      assertThat(leader.read(7)).as("b may have heard of it").doesNotContain(AT_ONCE);
      leader.append("x");
      leader.durable("2@1");
      assertThat(leader.loyal(C, round + 1, "2@1")).contains("commit 2");
      assertThat(leader.read(8)).containsExactly("read 8 of a ready at 2");
    }

    @Test
    void keepsItWhereNobodyCouldBeNamed() {
      LeaderBench leader = settled();

      assertThat(leader.handOver("d")).hasSize(1);
      assertThat(leader.read(7)).containsExactly(AT_ONCE);
    }
  }

  @Nested
  final class AVoter {

    private final Message.Vote vote = new Message.Vote(4, new EntryId(3, 9));

    private Bench bench() {
      return new Bench().settings(Bench.LEASES).term(2);
    }

    @Test
    void promisesItsLoyaltyWithEachAnswer() {
      Bench bench = bench().start();
      bench.receive(B, Bench.append(2, 5, "0:", 0));

      assertThat(bench.receive(B, Bench.append(2, 6, "0:", 0)))
          .containsExactly("to b: AppendReply term 2 round 6 matched 0, loyal");
    }

    @Test
    void keepsItThoughAHigherTermWasNamedThatNobodyLeads() {
      Bench bench = bench().start();
      bench.pass(500);
      bench.receive(B, Bench.append(2, 5, "0:", 0));
      bench.receive(C, new Message.AppendReply(3, Message.AppendReply.STALE, false, EntryId.NONE));
      assertThat(bench.acceptor().term()).isEqualTo(3);
      assertThat(bench.acceptor().leader()).isEmpty();

      bench.pass(Bench.TIMEOUT - 1);
      assertThat(bench.receive(C, vote)).isEmpty();
      assertThat(bench.receive(C, new Message.PreVote(4, vote.last())))
          .containsExactly("to c: PreVoteReply term 3 refused");
    }

    @Test
    void keepsItOverARestart() {
      Bench bench = bench().start();

      assertThat(bench.receive(C, vote)).isEmpty();
      assertThat(bench.pass(2 * Bench.TIMEOUT - 1)).as("nor does it campaign").isEmpty();
      assertThat(bench.receive(C, vote)).isEmpty();
      bench.pass(1);
      bench.receive(C, vote);
      assertThat(bench.persisted()).containsExactly("to c: VoteReply term 4 granted");
    }

    @Test
    void hasNothingToKeepBeforeItsFirstTerm() {
      Bench bench = new Bench().settings(Bench.LEASES).start();

      assertThat(bench.pass(Bench.TIMEOUT)).contains("event CAMPAIGN");
    }

    @Test
    void votesForWhomTheLeaderNames() {
      Bench bench = bench().start();
      bench.receive(B, Bench.append(2, 5, "0:", 0));

      bench.receive(C, new Message.Vote(3, new EntryId(2, 9), true));
      assertThat(bench.persisted()).containsExactly("to c: VoteReply term 3 granted");
    }

    @Test
    void promisesNothingWithoutLeases() {
      Bench bench = new Bench().term(2).start();
      bench.receive(B, Bench.append(2, 5, "0:", 0));

      assertThat(bench.receive(B, Bench.append(2, 6, "0:", 0)))
          .containsExactly("to b: AppendReply term 2 round 6 matched 0");
      assertThat(new Bench().term(2).start().receive(C, vote)).isNotEmpty();
    }
  }
}
