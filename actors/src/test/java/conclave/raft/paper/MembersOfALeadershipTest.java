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
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Cluster membership changes (Ongaro's dissertation, chapter 4): the leadership counts by the
 * latest configuration in its log (law L11).
 */
final class MembersOfALeadershipTest {

  private static final Configuration WITH_D = new Configuration(List.of(A, B, C), List.of(D));

  @Test
  void whoIsAddedIsSentTo_butDoesNotCount() {
    LeaderBench bench = LeaderBench.settled();
    bench.take();

    assertThat(bench.append(WITH_D))
        .contains("to d: Append term 1 round 1 after 1@1 [2@1=(a b c + d)] commit 1");
    bench.matched(D, 1, "2@1");
    assertThat(bench.durable("2@1")).as("a and d are no majority of a, b, c").isEmpty();
    assertThat(bench.matched(B, 1, "2@1")).contains("commit 2");
  }

  @Test
  void whoIsRemovedHearsNothingMore_notEvenOfThat() {
    LeaderBench bench = LeaderBench.settled();
    bench.take();

    assertThat(bench.append(Configuration.of(A, B)))
        .containsExactly("to b: Append term 1 round 1 after 1@1 [2@1=(a b)] commit 1");
    assertThat(bench.heartbeat())
        .containsExactly("to b: Append term 1 round 2 after 2@1 [] commit 1");
    bench.durable("2@1");
    assertThat(bench.matched(C, 2, "2@1")).as("it counts no more").isEmpty();
    assertThat(bench.matched(B, 2, "2@1")).contains("commit 2");
  }

  @Test
  void aLeaderThatTookItselfOutDoesNotCountItself() {
    LeaderBench bench = LeaderBench.settled();
    bench.take();
    bench.append(Configuration.of(B, C));
    bench.durable("2@1");

    assertThat(bench.matched(B, 1, "2@1")).isEmpty();
    assertThat(bench.matched(C, 1, "2@1")).contains("commit 2");
    bench.read(7);
    assertThat(bench.matched(B, 2, "2@1")).as("nor for reads").isEmpty();
    assertThat(bench.matched(C, 2, "2@1")).contains("read 7 of a ready at 2");
  }

  @Test
  void aLearnerDoesNotProveReadsNorTheLeadership() {
    LeaderBench bench = LeaderBench.of(1, "0", WITH_D);
    bench.begin();
    bench.durable("1@1");
    bench.matched(B, 1, "1@1");
    bench.read(7);

    assertThat(bench.matched(D, 2, "1@1")).doesNotContain("read 7 of a ready at 1");
    assertThat(bench.matched(B, 2, "1@1")).contains("read 7 of a ready at 1");
    for (long passed = 0; passed < 20; passed++) {
      bench.heartbeat();
      bench.matched(D, 3 + passed, "1@1");
    }
    assertThat(bench.heartbeat()).containsExactly("resign: no majority answered for 210 ms");
  }

  /** a leads, with d as a learner; the others have everything. */
  private static LeaderBench withLearner(Configuration configuration) {
    LeaderBench bench = LeaderBench.of(1, "0", configuration);
    bench.begin();
    bench.durable("1@1");
    for (NodeId voter : configuration.voters()) {
      if (!voter.equals(A)) {
        bench.matched(voter, 1, "1@1");
      }
    }
    bench.take();
    return bench;
  }

  @Test
  void aLearnerKeepsUpOnceARoundTookItNoLongerThanAnElectionTimeOut() {
    LeaderBench bench = withLearner(WITH_D);
    assertThat(bench.heartbeat()).doesNotContain("d keeps up");
    bench.pass(Bench.TIMEOUT + 10);
    bench.matched(B, 3, "1@1");
    bench.matched(C, 3, "1@1");
    bench.matched(D, 3, "1@1");

    assertThat(bench.heartbeat()).as("that round took too long").doesNotContain("d keeps up");
    assertThat(bench.heartbeat()).contains("d keeps up");
  }

  /**
   * Removed as a voter and added again, it campaigns by what it knows to be committed, and wins.
   */
  @Test
  void aLeaderThatIsALearnerKeepsUpWithItself() {
    LeaderBench bench = withLearner(new Configuration(List.of(B, C, D), List.of(A)));

    assertThat(bench.heartbeat()).contains("a keeps up");
  }

  @Test
  void aRoundEndsWhereTheLogEndedWhenItBegan() {
    LeaderBench bench = withLearner(WITH_D);
    bench.append("x");
    bench.heartbeat();
    bench.matched(D, 1, "1@1");
    assertThat(bench.heartbeat()).as("d lacks x").doesNotContain("d keeps up");

    bench.append("y");
    bench.matched(D, 3, "2@1");
    assertThat(bench.heartbeat()).as("y came later").contains("d keeps up");
  }

  @Test
  void aSixthVoterWaits() {
    NodeId f = new NodeId("f", 1);
    LeaderBench bench = withLearner(new Configuration(List.of(A, B, C, D, E), List.of(f)));
    bench.heartbeat();
    bench.matched(f, 2, "1@1");

    assertThat(bench.heartbeat()).doesNotContain("f keeps up");
  }

  @Test
  void itSaysWhoWouldHaveToAnswer() {
    LeaderBench bench = LeaderBench.of(1, "0", A, B, C);
    bench.begin();
    bench.durable("1@1");
    bench.matched(B, 1, "1@1");

    assertThat(bench.weigh(Configuration.of(A, B)))
        .containsExactly("weighed: a majority would answer");
    assertThat(bench.weigh(Configuration.of(A, C))).as("c may be about to").isEmpty();
    bench.reply(C, new Message.AppendReply(1, 1, true, new EntryId(1, 1)));
    assertThat(bench.heartbeat()).contains("weighed: a majority would answer");

    for (int beat = 0; beat < 11; beat++) {
      bench.heartbeat();
      bench.reply(B, new Message.AppendReply(1, 3 + beat, true, new EntryId(1, 1)));
    }
    assertThat(bench.weigh(Configuration.of(A, C)))
        .containsExactly("weighed: 2 of 2 voters would have to answer, and c would not");
  }
}
