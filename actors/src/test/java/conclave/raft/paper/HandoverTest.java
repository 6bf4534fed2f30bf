package conclave.raft.paper;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static conclave.raft.Bench.D;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.AcceptorEffects.StartCandidacy;
import conclave.raft.Bench;
import conclave.raft.LeaderBench;
import conclave.raft.Message;
import conclave.raft.Proposal;
import conclave.raft.Recorder;
import conclave.raft.Text;
import conclave.raft.log.Configuration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dissertation's 3.10: a leader gives its leadership to another voter. */
final class HandoverTest {

  private static final Message.TimeoutNow NOTICE = new Message.TimeoutNow(1, Text.id("1@1"));

  private static Bench followerOfB() {
    Bench bench = new Bench().start().follow(B, 1);
    bench.receive(B, Bench.append(1, 2, "0: 1@1", 0));
    bench.persisted();
    bench.take();
    return bench;
  }

  private static Bench leader() {
    Bench bench = new Bench().start().lead();
    bench.take();
    return bench;
  }

  // The successor.

  @Test
  void aSuccessorSpendsItsTermAtOnceAndAsksForVotesWhenItsOwnIsDurable() {
    Bench bench = followerOfB();

    assertThat(bench.receive(B, NOTICE))
        .containsExactly(
            "start candidacy of term 2, last 1@1, after a handover",
            "persist 3: term 2 vote a",
            "event CANDIDATE");
    assertThat(bench.persisted()).containsExactly("ballot of term 2");
    assertThat(bench.receive(B, NOTICE)).as("the same once more").isEmpty();
  }

  @Test
  void onlyTheLeaderOfThisTermNamesASuccessor() {
    Bench bench = followerOfB();

    assertThat(bench.receive(C, NOTICE)).isEmpty();
    assertThat(bench.receive(B, new Message.TimeoutNow(0, Text.id("1@1")))).isEmpty();
    assertThat(bench.receive(B, new Message.TimeoutNow(2, Text.id("1@1"))))
        .as("of a term in which nobody was heard to lead")
        .containsExactly("persist 3: term 2");
  }

  @Test
  void aNoticeThatComesAfterTheLeaderHasGoneOnSaysNothing() {
    Bench bench = followerOfB();
    bench.receive(B, Bench.append(1, 3, "1@1: 2@1", 0));
    bench.take();

    assertThat(bench.receive(B, NOTICE)).isEmpty();
  }

  @Test
  void aLearnerOrASuspectIsNoSuccessor() {
    Bench learner =
        new Bench()
            .configuration(new Configuration(List.of(B, C), List.of(A)))
            .start()
            .follow(B, 1);
    learner.receive(B, Bench.append(1, 2, "0: 1@1", 0));
    learner.take();
    assertThat(learner.receive(B, NOTICE)).isEmpty();

    Bench suspect = new Bench().term(1).log("1@1").suspect().start();
    suspect.receive(B, Bench.append(1, 2, "1@1:", 0));
    suspect.take();
    assertThat(suspect.receive(B, NOTICE)).isEmpty();
  }

  @Test
  void itsCampaignAsksForNoPreVotes() {
    Recorder recorder = new Recorder();
    Configuration voters = Configuration.of(A, B, C);
    StartCandidacy start = new StartCandidacy(2, A, voters, Text.id("1@1"), true);
    conclave.raft.proposer.Candidacy candidacy =
        new conclave.raft.proposer.Candidacy(start, recorder);

    candidacy.begin();
    assertThat(recorder.take()).isEmpty();
    candidacy.ballot();
    assertThat(recorder.take())
        .containsExactly(
            "to b: Vote term 2 last 1@1 after a handover",
            "to c: Vote term 2 last 1@1 after a handover");
    candidacy.on(C, new Message.VoteReply(2, true));
    assertThat(recorder.take()).containsExactly("elected in term 2");
  }

  // The voters.

  @Test
  void aVoterThatHearsTheLeaderVotesForItsSuccessor() {
    Bench bench = followerOfB();

    assertThat(bench.receive(C, new Message.Vote(2, Text.id("1@1")))).isEmpty();
    assertThat(bench.receive(C, new Message.Vote(2, Text.id("1@1"), true)))
        .containsExactly("persist 3: term 2", "persist 4: term 2 vote c");
    assertThat(bench.persisted()).containsExactly("to c: VoteReply term 2 granted");
  }

  @Test
  void theLeaderItselfVotesForItsSuccessor() {
    Bench bench = leader();

    bench.receive(C, new Message.Vote(2, Text.id("1@1"), true));
    assertThat(bench.persisted()).contains("to c: VoteReply term 2 granted");
    assertThat(bench.acceptor().role()).isEqualTo(conclave.raft.Acceptor.Role.FOLLOWER);
  }

  @Test
  void aSuccessorOfAFormerLeaderDisturbsNobody() {
    Bench bench = followerOfB();

    assertThat(bench.receive(C, new Message.Vote(3, Text.id("1@1"), true)))
        .as("the leader that is heard is of term 1, not 2")
        .isEmpty();
    assertThat(bench.acceptor().term()).isEqualTo(1);
  }

  @Test
  void aSuccessorWhoseLogIsBehindGetsNoVote() {
    Bench bench = followerOfB();

    bench.receive(C, new Message.Vote(2, Text.id("0"), true));
    assertThat(bench.persisted()).containsExactly("to c: VoteReply term 2 refused");
  }

  // The leader's acceptor.

  @Test
  void proposalsAreHeldUntilSomebodyLeads() {
    Bench bench = leader();

    assertThat(bench.handOver("b")).containsExactly("hand over term 1 to b");
    assertThat(bench.propose("x")).extracting("reason").isEqualTo(Proposal.Reason.HANDING_OVER);
    assertThat(bench.take()).isEmpty();

    bench.acceptor().handover().givenUp(1, "b did not");
    assertThat(bench.take()).containsExactly("handover: Failed: b did not");
    assertThat(bench.propose("x")).isInstanceOf(Proposal.Assigned.class);
  }

  @Test
  void itIsDoneWhenTheOneThatWasWishedForLeads() {
    Bench bench = leader();
    bench.handOver("b");
    assertThat(bench.receive(B, Bench.append(2, 1, "1@1:", 0)))
        .contains("handover: Done[leader=b]");

    Bench other = leader();
    other.handOver("b");
    assertThat(other.receive(C, Bench.append(2, 1, "1@1:", 0)))
        .contains("handover: Failed: c leads in term 2");

    Bench any = leader();
    any.handOver(null);
    assertThat(any.receive(C, Bench.append(2, 1, "1@1:", 0))).contains("handover: Done[leader=c]");
  }

  @Test
  void itHasFailedWhenNobodyLeadsForAnElectionTimeout() {
    Bench bench = leader();
    bench.handOver(null);
    bench.receive(B, new Message.VoteReply(2, false));
    bench.take();

    bench.acceptor().handover().givenUp(1, "too late to say");
    assertThat(bench.take()).isEmpty();
    assertThat(bench.pass(Bench.TIMEOUT))
        .startsWith("handover: Failed: a leads no more, and nobody else is heard to");
  }

  @Test
  void oneAtATime() {
    Bench bench = leader();
    bench.handOver(null);

    assertThat(bench.handOver("b")).containsExactly("Failed: a is handing over already");
    assertThat(bench.handOver("a")).containsExactly("Done[leader=a]");
    bench.acceptor().handover().givenUp(1, "no");
    assertThat(bench.take()).hasSize(1);
    assertThat(bench.handOver("b")).containsExactly("hand over term 1 to b");
  }

  @Test
  void whoeverDoesNotLeadSaysWhoDoes() {
    assertThat(followerOfB().handOver("c")).containsExactly("Elsewhere[leader=Optional[b]]");
  }

  // The leadership.

  @Test
  void aSuccessorIsNamedOnceItHasEverything() {
    LeaderBench leader = LeaderBench.settled();
    leader.append("x");

    assertThat(leader.handOver("c")).isEmpty();
    assertThat(leader.matched(B, 1, "2@1")).isEmpty();
    assertThat(leader.matched(C, 1, "2@1")).contains("to c: TimeoutNow term 1 last 2@1");
    assertThat(leader.heartbeat())
        .as("it may have been lost")
        .endsWith("to c: TimeoutNow term 1 last 2@1");
  }

  @Test
  void theMostUpToDateIsChosen() {
    LeaderBench leader = LeaderBench.settled();
    leader.append("x");
    leader.matched(C, 1, "2@1");

    assertThat(leader.handOver(null)).containsExactly("to c: TimeoutNow term 1 last 2@1");
  }

  @Test
  void aSuccessorHasAnElectionTimeoutToTakeOver() {
    LeaderBench leader = LeaderBench.settled();
    leader.handOver("b");

    for (long passed = 0; passed < 2 * Bench.TIMEOUT; passed += Bench.HEARTBEAT) {
      leader.matched(C, 1 + passed / Bench.HEARTBEAT, "1@1");
      assertThat(leader.take()).noneMatch(line -> line.startsWith("leads on"));
      leader.pass(Bench.HEARTBEAT);
    }
    leader.matched(C, 21, "1@1");
    assertThat(leader.handOver("d")).isNotEmpty();
  }

  @Test
  void whoCannotTakeOverIsRefusedWithASentence() {
    LeaderBench leader = LeaderBench.of(1, "0", new Configuration(List.of(A, B, C), List.of(D)));
    leader.begin();
    leader.durable("1@1");
    leader.matched(B, 1, "1@1");

    assertThat(leader.handOver("d")).containsExactly("leads on: d is a learner and does not vote");
    assertThat(leader.handOver("e"))
        .containsExactly("leads on: e is no member; the voters are a, b, c");
    assertThat(leader.handOver("c")).containsExactly("leads on: c does not answer a");
    leader.compacted(B);
    assertThat(leader.handOver("b"))
        .containsExactly("leads on: b is far behind: it is being sent a snapshot");
    assertThat(leader.handOver(null)).containsExactly("leads on: no other voter answers a");
  }
}
