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
import conclave.raft.Read;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Law L4, the dissertation's 6.4: reads are linearizable without an entry in the log. */
final class ReadIndexTest {

  @Test
  void onlyARoundSentAfterTheReadArrivedProvesIt() {
    LeaderBench leader = LeaderBench.settled();
    leader.heartbeat();

    assertThat(leader.read(7))
        .containsExactly(
            "to b: Append term 1 round 3 after 1@1 [] commit 1",
            "to c: Append term 1 round 3 after 1@1 [] commit 1");
    assertThat(leader.matched(B, 2, "1@1")).isEmpty();
    assertThat(leader.matched(C, 2, "1@1")).isEmpty();
    assertThat(leader.matched(C, 3, "1@1")).containsExactly("read 7 of a ready at 1");
  }

  @Test
  void readsThatArriveDuringARoundShareTheNext() {
    LeaderBench leader = LeaderBench.settled();
    leader.read(1);

    assertThat(leader.read(2)).isEmpty();
    assertThat(leader.read(3)).isEmpty();
    assertThat(leader.matched(B, 2, "1@1"))
        .containsExactly(
            "read 1 of a ready at 1",
            "to b: Append term 1 round 3 after 1@1 [] commit 1",
            "to c: Append term 1 round 3 after 1@1 [] commit 1");
    assertThat(leader.matched(C, 2, "1@1")).isEmpty();
    assertThat(leader.matched(C, 3, "1@1"))
        .containsExactly("read 2 of a ready at 1", "read 3 of a ready at 1");
  }

  @Test
  void nothingIsReadBeforeAnEntryOfTheOwnTermIsCommitted() {
    LeaderBench leader = LeaderBench.of(3, "4@2", A, B, C);
    leader.begin();

    assertThat(leader.read(7)).isEmpty();
    assertThat(leader.differs(B, 1, "3@2")).containsExactly("want slice for b after 3@2");
    leader.durable("5@3");
    assertThat(leader.matched(C, 1, "5@3"))
        .as("the round of the no-op went out before the read could name an index")
        .startsWith("commit 5")
        .contains("to c: Append term 3 round 2 after 5@3 [] commit 5")
        .noneMatch(line -> line.startsWith("read"));
    assertThat(leader.matched(C, 2, "5@3")).containsExactly("read 7 of a ready at 5");
  }

  @Test
  void aReadSeesTheCommitIndexOfItsArrivalNotOfItsProof() {
    LeaderBench leader = LeaderBench.settled();
    leader.append("x");
    leader.read(7);
    leader.durable("2@1");

    assertThat(leader.matched(B, 2, "2@1")).containsExactly("commit 2", "read 7 of a ready at 1");
  }

  @Test
  void aMajorityOfVotersMustAnswerAndLearnersAreNone() {
    LeaderBench leader = LeaderBench.of(1, "0", new Configuration(List.of(A, B, C), List.of(D, E)));
    leader.begin();
    leader.durable("1@1");
    leader.matched(B, 1, "1@1");
    leader.read(7);

    assertThat(leader.matched(D, 2, "1@1")).isEmpty();
    assertThat(leader.matched(E, 2, "1@1")).isEmpty();
    assertThat(leader.matched(B, 2, "1@1")).containsExactly("read 7 of a ready at 1");
  }

  @Test
  void anAnswerCountsForItsRoundEvenWhereTheLogsDiffer() {
    LeaderBench leader = LeaderBench.settled();
    leader.append("x");
    leader.read(7);

    assertThat(leader.differs(B, 2, "1@1"))
        .containsExactly("want slice for b after 1@1", "read 7 of a ready at 1");
  }

  @Test
  void aLostRoundIsRepairedByTheNextHeartbeat() {
    LeaderBench leader = LeaderBench.settled();
    leader.read(7);
    leader.heartbeat();

    assertThat(leader.matched(B, 3, "1@1")).containsExactly("read 7 of a ready at 1");
  }

  @Test
  void aVoterAloneReadsAtOnce() {
    LeaderBench leader = LeaderBench.of(1, "0", A);
    leader.begin();
    assertThat(leader.read(7)).isEmpty();
    assertThat(leader.durable("1@1")).containsExactly("commit 1", "read 7 of a ready at 1");
    assertThat(leader.read(8)).containsExactly("read 8 of a ready at 1");
  }

  @Test
  void tooManyWaitingReadsAreRefused() {
    LeaderBench leader = LeaderBench.settled();
    long id = 0;
    while (id < 65_536) {
      leader.leadership().read(new Read(A, id++), 0);
    }
    leader.take();
    assertThat(leader.read(id)).containsExactly("read 65536 of a refused");
  }

  // The acceptor's side: where a read goes, and what comes back.

  @Test
  void aFollowerAsksItsLeader() {
    Bench bench = new Bench().start().follow(B, 1);
    bench.receive(B, Bench.append(1, 2, "0: 1@1 2@1", 0));
    bench.persisted();

    bench.acceptor().read(7);
    assertThat(bench.take()).containsExactly("to b: ReadIndex term 1 id 7");
    assertThat(bench.receive(B, new Message.ReadIndexReply(1, 7, 2)))
        .as("what the logs share is committed that far")
        .containsExactly("apply [1@1=x 2@1=x]", "read 7 ready at 2");
  }

  @Test
  void anAnswerToAReadCommitsNothingThatTheLeaderDidNotSend() {
    Bench bench = new Bench().term(1).log("1@1 2@1 3@1").start().follow(B, 2);
    bench.receive(B, Bench.append(2, 2, "1@1:", 0));

    assertThat(bench.receive(B, new Message.ReadIndexReply(2, 7, 3)))
        .containsExactly("apply [1@1=x]", "read 7 ready at 3");
  }

  @Test
  void whoKnowsNoLeaderSaysSoAtOnce() {
    Bench bench = new Bench().start();
    bench.acceptor().read(7);
    assertThat(bench.take()).containsExactly("read 7 failed");

    bench.follow(B, 1).pass(Bench.TIMEOUT);
    bench.acceptor().read(8);
    assertThat(bench.take())
        .as("a prospect has given its leader up")
        .containsExactly("read 8 failed");
  }

  @Test
  void aRefusalAndAnAnswerOfAnOldTermFailTheRead() {
    Bench bench = new Bench().start().follow(B, 2);

    assertThat(bench.receive(B, new Message.ReadIndexReply(2, 7, 0)))
        .containsExactly("read 7 failed");
    assertThat(bench.receive(C, new Message.ReadIndexReply(1, 8, 5)))
        .containsExactly("read 8 failed");
  }

  @Test
  void onlyALeaderServesTheReadsOfOthers() {
    Bench bench = new Bench().start();
    assertThat(bench.receive(C, new Message.ReadIndex(0, 7)))
        .containsExactly("to c: ReadIndexReply term 0 id 7 index 0");

    bench.lead();
    assertThat(bench.receive(C, new Message.ReadIndex(1, 7)))
        .containsExactly("read 7 of c in term 1");
    bench.acceptor().read(8);
    assertThat(bench.take()).containsExactly("read 8 of a in term 1");
  }

  @Test
  void aReadOfAHigherTermEndsALeadership() {
    Bench bench = new Bench().start().lead();

    assertThat(bench.receive(C, new Message.ReadIndex(3, 7)))
        .containsExactly(
            "stop proposer",
            "event STEPPED_DOWN",
            "persist 3: term 3",
            "to c: ReadIndexReply term 3 id 7 index 0");
    assertThat(bench.receive(C, new Message.PreVote(4, EntryId.NONE)))
        .containsExactly("to c: PreVoteReply term 3 refused");
  }
}
