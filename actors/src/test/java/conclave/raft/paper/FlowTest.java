package conclave.raft.paper;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.Bench;
import conclave.raft.LeaderBench;
import conclave.raft.Message;
import conclave.raft.Text;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How entries flow to one follower: pipelined within a window, batched by bytes, and back over
 * whole terms where logs differ (section 5.3, last paragraph). And that a leader without a majority
 * gives up (check-quorum, the dissertation's 6.2).
 */
final class FlowTest {

  private static List<String> toB(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("to b")).toList();
  }

  @Test
  void theFirstMessageIsAProbeAndNothingFollowsUntilItIsAnswered() {
    LeaderBench leader = LeaderBench.of(1, "0", A, B, C);

    assertThat(toB(leader.begin()))
        .containsExactly("to b: Append term 1 round 1 after 0 [1@1=noop] commit 0");
    assertThat(toB(leader.append("x"))).isEmpty();
    assertThat(leader.matched(B, 1, "1@1"))
        .containsExactly("to b: Append term 1 round 1 after 1@1 [2@1=x] commit 0");
  }

  @Test
  void appendsArePipelinedUpToTheWindow() {
    LeaderBench leader = LeaderBench.settled();
    for (int i = 2; i <= 5; i++) {
      assertThat(toB(leader.append("x"))).hasSize(1);
    }

    assertThat(toB(leader.append("x"))).as("the fifth unanswered one").isEmpty();
    assertThat(leader.matched(B, 1, "2@1"))
        .containsExactly("to b: Append term 1 round 1 after 5@1 [6@1=x] commit 1");
  }

  @Test
  void oneAnswerFreesTheWholeWindowBeforeIt() {
    LeaderBench leader = LeaderBench.settled();
    for (int i = 2; i <= 13; i++) {
      leader.append("x");
    }

    // Four appends are out, up to entry 5; eight entries wait, two fit in a message.
    assertThat(leader.matched(B, 1, "5@1"))
        .hasSize(4)
        .last()
        .asString()
        .contains("[12@1=x 13@1=x]");
  }

  @Test
  void aLargerEntryThanFitsTravelsAlone() {
    LeaderBench leader = LeaderBench.of(1, "0", A, B, C);
    leader.begin();
    leader.append("y".repeat(500));
    leader.append("z");

    assertThat(leader.matched(B, 1, "1@1"))
        .containsExactly(
            "to b: Append term 1 round 1 after 1@1 [2@1=500B] commit 0",
            "to b: Append term 1 round 1 after 2@1 [3@1=z] commit 0");
  }

  @Test
  void heartbeatsGoOutEvenWhereTheWindowIsFull() {
    LeaderBench leader = LeaderBench.settled();
    for (int i = 2; i <= 7; i++) {
      leader.append("x");
    }

    assertThat(toB(leader.heartbeat()))
        .containsExactly("to b: Append term 1 round 2 after 5@1 [] commit 1");
  }

  @Test
  void aLostAppendIsFoundByTheNextHeartbeatAndSentAgain() {
    LeaderBench leader = LeaderBench.settled();
    leader.append("lost");
    leader.heartbeat();

    assertThat(leader.differs(B, 2, "1@1")).containsExactly("want slice for b after 1@1");
    assertThat(leader.slice(B, "1@1", "2@1"))
        .containsExactly("to b: Append term 1 round 2 after 1@1 [2@1=x] commit 1");
  }

  @Test
  void aLostSliceIsAskedForAgainAfterAHeartbeat() {
    LeaderBench leader = LeaderBench.of(3, "9@2", A, B, C);
    leader.begin();
    assertThat(leader.differs(B, 1, "5@2")).containsExactly("want slice for b after 5@2");
    leader.heartbeat();

    assertThat(leader.differs(B, 2, "5@2")).containsExactly("want slice for b after 5@2");
  }

  /**
   * Figure 7 writ large: both logs have hundreds of entries that the other lacks, in three terms
   * each, and the walk back costs a message for each term, not for each entry.
   */
  @Test
  void theWalkBackCostsAMessageForEachTermThatDiffers() {
    String shared = ids(1, 10, 1);
    String leaders = shared + ids(11, 110, 2) + ids(111, 210, 5) + ids(211, 310, 8);
    String followers = shared + ids(11, 110, 3) + ids(111, 210, 4) + ids(211, 310, 6);
    Bench leader = new Bench().term(8).log(leaders).start().lead();
    Bench follower = new Bench().term(8).log(followers).start().follow(B, 9);

    int messages = 0;
    Message.Append probe = Bench.append(9, 1, "310@8:", 0);
    List<String> answer = follower.receive(B, probe);
    while (answer.get(0).contains("differs")) {
      messages++;
      String hint = answer.get(0).replaceAll(".*try ", "");
      leader.acceptor().sliceWanted(9, B, Text.id(hint));
      String previous = leader.take().get(0).replaceAll("slice for b after (\\S+) .*", "$1");
      answer = follower.receive(B, Bench.append(9, 1, previous + ":", 0));
    }

    assertThat(answer).containsExactly("to b: AppendReply term 9 round 1 matched 10@1");
    assertThat(messages).as("three terms of each that the other lacks").isEqualTo(3);
  }

  private static String ids(int from, int to, int term) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(index -> index + "@" + term)
        .collect(Collectors.joining(" ", "", " "));
  }

  @Test
  void whatWasCompactedIsCaughtUpByASnapshotWhileHeartbeatsGoOn() {
    LeaderBench leader = LeaderBench.of(3, "9@2", A, B, C);
    leader.begin();
    leader.differs(B, 1, "5@2");

    assertThat(leader.compacted(B)).containsExactly("catch up b");
    assertThat(leader.compacted(B)).as("one transfer at a time").isEmpty();
    assertThat(toB(leader.append("x"))).isEmpty();
    assertThat(toB(leader.heartbeat()))
        .containsExactly("to b: Append term 3 round 2 after 10@3 [] commit 0");
    assertThat(leader.differs(B, 2, "5@2")).isEmpty();
    assertThat(leader.caughtUp(B, "9@2"))
        .containsExactly("to b: Append term 3 round 2 after 9@2 [10@3=noop 11@3=x] commit 0");
  }

  @Test
  void aLeaderWithoutAMajoritysAnswersResigns() {
    LeaderBench leader = LeaderBench.settled();
    long quiet = 0;
    while (quiet < 2 * Bench.TIMEOUT) {
      quiet += Bench.HEARTBEAT;
      assertThat(leader.heartbeat()).hasSize(2);
    }
    assertThat(leader.heartbeat()).containsExactly("resign: no majority answered for 210 ms");
    assertThat(leader.heartbeat()).isEmpty();
  }

  @Test
  void aMinorityOfAnswersIsEnoughTogetherWithTheLeaderItself() {
    LeaderBench leader = LeaderBench.settled();
    for (int round = 2; round < 60; round++) {
      leader.heartbeat();
      assertThat(leader.matched(B, round, "1@1")).isEmpty();
    }
    assertThat(leader.heartbeat()).hasSize(2);
  }

  @Test
  void aLateAnswerProvesOnlyTheTimeOfItsRound() {
    LeaderBench leader = LeaderBench.settled();
    for (int round = 2; round <= 21; round++) {
      leader.heartbeat();
    }
    // Round 11 went out 100 ms after the start.
    leader.matched(B, 11, "1@1");

    for (int more = 0; more < 10; more++) {
      assertThat(leader.heartbeat()).hasSize(2);
    }
    assertThat(leader.heartbeat()).containsExactly("resign: no majority answered for 210 ms");
  }
}
