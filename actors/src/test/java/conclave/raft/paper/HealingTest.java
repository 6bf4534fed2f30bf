package conclave.raft.paper;

import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.Bench;
import conclave.raft.LeaderBench;
import conclave.raft.Message;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Law L6: a leader that stays begins another term for a member whose memory was damaged. */
final class HealingTest {

  private static final String WISH = "lead anew: another term, so that c is trusted again";
  private static final int A_WHILE = (int) (10 * Bench.TIMEOUT / Bench.HEARTBEAT);
  private static final int TO_BE_SURE = (int) (Bench.TIMEOUT / Bench.HEARTBEAT) + 1;

  private final LeaderBench bench = LeaderBench.settled();
  private long round = 1;
  private int wishes;

  /** Heartbeats that b answers, and c without counting. */
  private void beats(int times, String suspectHas) {
    for (int i = 0; i < times; i++) {
      wishes += (int) bench.heartbeat().stream().filter(WISH::equals).count();
      round++;
      bench.matched(B, round, "1@1");
      bench.matched(C, Message.AppendReply.UNCOUNTED, suspectHas);
    }
  }

  private void wellBeats(int times, NodeId... who) {
    for (int i = 0; i < times; i++) {
      bench.heartbeat();
      round++;
      for (NodeId peer : who) {
        bench.matched(peer, round, "1@1");
      }
    }
  }

  @Test
  void itLeadsAnewWhenNothingElseHealsThem() {
    wellBeats(A_WHILE, B, C);
    beats(TO_BE_SURE, "1@1");
    assertThat(wishes).isZero();

    beats(1, "1@1");
    assertThat(wishes).isEqualTo(1);
  }

  @Test
  void notBeforeThisTermHasLastedForAWhile() {
    beats(A_WHILE - 1, "1@1");
    assertThat(wishes).isZero();

    beats(1, "1@1");
    assertThat(wishes).isEqualTo(1);
  }

  @Test
  void whoeverHasNothingOfThisTermMayBeHealedByIt() {
    beats(2 * A_WHILE, "0");
    assertThat(wishes).isZero();
  }

  @Test
  void oneAnswerThatCountsEndsIt() {
    wellBeats(A_WHILE, B, C);
    beats(TO_BE_SURE, "1@1");
    bench.matched(C, round, "1@1");
    beats(1, "1@1");
    assertThat(wishes).isZero();
  }

  @Test
  void notWhereNobodyElseWouldElectIt() {
    wellBeats(A_WHILE - 2 * TO_BE_SURE, B, C);
    for (int i = 0; i < 2 * TO_BE_SURE; i++) {
      bench.matched(C, Message.AppendReply.UNCOUNTED, "1@1");
      assertThat(bench.heartbeat()).doesNotContain(WISH);
    }
  }

  // The acceptor of the leader.

  private static Bench leader() {
    Bench bench = new Bench().start().lead();
    bench.take();
    return bench;
  }

  @Test
  void theLeaderIsItsOwnSuccessor() {
    Bench bench = leader();

    bench.acceptor().handover().leadAnew(1, "another term");
    assertThat(bench.take())
        .containsExactly(
            "stop proposer",
            "event STEPPED_DOWN",
            "start candidacy of term 2, last 1@1, after a handover",
            "persist 3: term 2 vote a",
            "event CANDIDATE");
    bench.acceptor().handover().leadAnew(1, "another term");
    assertThat(bench.take()).as("the same once more").isEmpty();
  }

  @Test
  void notWhileSomethingIsUnderWayThatWouldFail() {
    Bench handsOver = leader();
    handsOver.acceptor().handover().ask(Optional.of("b"));
    handsOver.take();
    handsOver.acceptor().handover().leadAnew(1, "another term");
    assertThat(handsOver.take()).isEmpty();

    Bench changes = leader();
    changes.acceptor().committed(1, 1);
    changes.acceptor().membership().ask(new Change.RemoveNamed("c"));
    changes.take();
    changes.acceptor().handover().leadAnew(1, "another term");
    assertThat(changes.take()).isEmpty();
  }

  @Test
  void aFormerLeadershipBeginsNothing() {
    Bench bench = leader();
    bench.receive(B, new Message.Append(2, 1, bench.acceptor().last(), List.of(), 0));
    bench.take();

    bench.acceptor().handover().leadAnew(1, "another term");
    assertThat(bench.take()).isEmpty();
    assertThat(bench.acceptor().leader()).contains(B);
  }
}
