package conclave.raft.proposer;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.LeaderBench;
import conclave.raft.Slice;
import conclave.raft.Text;
import org.junit.jupiter.api.Test;

/** What a leadership concludes from the answers of one follower, in whatever order they come. */
final class ProgressTest {

  @Test
  void anAcknowledgementOvertakenByALaterRoundStillCounts() {
    LeaderBench leader = LeaderBench.settled();
    leader.append("x");
    leader.durable("2@1");
    leader.heartbeat();

    // The follower's disk is slow: it answers the heartbeat of round 2 at once with what is durable
    // so far, and the append of round 1 when its write is done.
    assertThat(leader.matched(B, 2, "1@1")).isEmpty();
    assertThat(leader.matched(B, 1, "2@1")).containsExactly("commit 2");
  }

  @Test
  void oneLostAppendInAFullWindowIsLookedForOnce() {
    LeaderBench leader = LeaderBench.settled();
    for (String command : new String[] {"lost", "r", "s", "t"}) {
      leader.append(command);
    }

    assertThat(leader.differs(B, 1, "1@1")).containsExactly("want slice for b after 1@1");
    assertThat(leader.differs(B, 1, "1@1")).isEmpty();
    assertThat(leader.slice(B, "1@1", "2@1 3@1"))
        .containsExactly("to b: Append term 1 round 1 after 1@1 [2@1=x 3@1=x] commit 1");
    assertThat(leader.differs(B, 1, "1@1")).isEmpty();
    assertThat(leader.matched(B, 1, "3@1"))
        .containsExactly("to b: Append term 1 round 1 after 3@1 [4@1=s 5@1=t] commit 1");
  }

  /**
   * It would take the leader back to where the follower was, with a window full of what follows.
   */
  @Test
  void aSliceThatIsNoLongerWantedChangesNothing() {
    LeaderBench leader = LeaderBench.settled();
    for (String command : new String[] {"p", "q", "r", "s"}) {
      leader.append(command);
    }
    assertThat(leader.differs(B, 1, "1@1")).containsExactly("want slice for b after 1@1");
    leader.append("t");
    leader.heartbeat();
    assertThat(leader.matched(B, 1, "3@1")).as("what was overtaken arrived").isEmpty();
    for (String command : new String[] {"u", "v", "w", "x"}) {
      leader.append(command);
    }

    assertThat(leader.slice(B, "1@1", "2@1 3@1")).isEmpty();
    assertThat(leader.differs(B, 2, "3@1")).containsExactly("want slice for b after 3@1");
    assertThat(leader.slice(B, "3@1", "4@1 5@1"))
        .containsExactly("to b: Append term 1 round 2 after 3@1 [4@1=x 5@1=x] commit 1");
  }

  @Test
  void whoGoesBackCountsWhatIsOnItsWayAsLost() {
    Progress progress = new Progress(Text.id("1@1"));
    progress.matched(1, Text.id("1@1"));
    progress.sending(Text.id("1@1"), Text.entries("2@1"));
    progress.sending(Text.id("2@1"), Text.entries("3@1"));
    assertThat(progress.maySend(2)).isFalse();
    progress.sliceWanted();
    progress.sliceArrived(Text.id("1@1"));
    assertThat(progress.maySend(2)).isTrue();
  }

  @Test
  void aFollowerThatCannotStoreIsAskedAgainOnlyAtHeartbeats() {
    LeaderBench leader = LeaderBench.settled();
    for (String command : new String[] {"p", "q", "r", "s", "t"}) {
      leader.append(command);
    }
    leader.differs(B, 1, "1@1");
    leader.slice(B, "1@1", "2@1 3@1");

    // Its disk is full: it has what came before, and no more than that.
    assertThat(leader.matched(B, 1, "1@1")).isEmpty();
    assertThat(leader.heartbeat()).anyMatch(line -> line.startsWith("to b: Append term 1 round 2"));
  }

  @Test
  void aTransferThatFailedIsTriedAgainAtTheNextHeartbeat() {
    LeaderBench leader = LeaderBench.of(2, "9@1", A, B, C);
    leader.begin();
    leader.differs(B, 1, "3@1");
    leader.compacted(B);

    assertThat(leader.caughtUp(B, "0")).isEmpty();
    assertThat(leader.heartbeat()).contains("want slice for b after 0");
    assertThat(leader.compacted(B)).containsExactly("catch up b");
  }

  @Test
  void anAnswerFromBeforeTheSnapshotDoesNotAskForAnother() {
    LeaderBench leader = LeaderBench.of(2, "9@1", A, B, C);
    leader.begin();
    leader.differs(B, 1, "3@1");
    leader.compacted(B);
    leader.heartbeat();
    leader.caughtUp(B, "9@1");

    // Round 2 reached b while the snapshot was still on its way.
    assertThat(leader.differs(B, 2, "3@1")).isEmpty();
    assertThat(leader.leadership().matchIndex(B)).isEqualTo(9);
  }

  @Test
  void aFollowerThatLostItsLogIsCountedNoMore() {
    LeaderBench leader = LeaderBench.settled();
    leader.append("x");
    leader.heartbeat();

    assertThat(leader.differs(B, 2, "0")).containsExactly("want slice for b after 0");
    assertThat(leader.leadership().matchIndex(B)).isZero();
    // What it said before it lost its log comes late.
    leader.matched(B, 1, "2@1");
    assertThat(leader.leadership().matchIndex(B)).isZero();
  }

  @Test
  void theAnswersOfASuspectMoveItsLogButCountForNothing() {
    LeaderBench leader = LeaderBench.of(1, "0", A, B, C);
    leader.begin();
    leader.durable("1@1");

    // Round 0: it forgot what it promised in which term (law L6).
    assertThat(leader.matched(B, 0, "1@1")).isEmpty();
    leader.read(7);
    assertThat(leader.append("x"))
        .contains("to b: Append term 1 round 1 after 1@1 [2@1=x] commit 0");
    assertThat(leader.differs(B, 0, "0")).containsExactly("want slice for b after 0");
    assertThat(leader.leadership().matchIndex(B)).isZero();
    assertThat(leader.matched(C, 1, "1@1")).contains("commit 1");
  }

  @Test
  void aSliceOfAnotherTermIsNotLookedAt() {
    LeaderBench leader = LeaderBench.of(3, "4@2", A, B, C);
    leader.begin();
    leader.differs(B, 1, "2@2");

    assertThat(leader.slice(B, new Slice(2, Text.id("2@2"), Text.entries("3@2")))).isEmpty();
    assertThat(leader.slice(B, "2@2", "3@2 4@2"))
        .containsExactly("to b: Append term 3 round 1 after 2@2 [3@2=x 4@2=x] commit 0");
  }
}
