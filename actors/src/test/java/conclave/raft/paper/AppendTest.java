package conclave.raft.paper;

import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.Text;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 5.3, the receiver of AppendEntries in figure 2, and law L1 on the follower's side. */
final class AppendTest {

  private static Bench follower(long term, String log) {
    return new Bench().term(term).log(log).start().follow(B, term);
  }

  @Test
  void entriesAreAcknowledgedOnlyOnceDurable() {
    Bench bench = follower(1, "1@1");

    assertThat(bench.receive(B, Bench.append(1, 4, "1@1: 2@1 3@1", 0)))
        .containsExactly("persist 1: [2@1=x 3@1=x]");
    assertThat(bench.persisted()).containsExactly("to b: AppendReply term 1 round 4 matched 3@1");
  }

  @Test
  void aDuplicateDoesNotAcknowledgeWhatIsNotDurableYet() {
    Bench bench = follower(1, "1@1");
    Message.Append append = Bench.append(1, 4, "1@1: 2@1 3@1", 0);
    bench.receive(B, append);

    assertThat(bench.receive(B, append))
        .containsExactly("to b: AppendReply term 1 round 4 matched 1@1");
    bench.persisted();
    assertThat(bench.receive(B, append))
        .containsExactly("to b: AppendReply term 1 round 4 matched 3@1");
  }

  @Test
  void evenAHeartbeatIsAnsweredOnlyOnceItsTermIsDurable() {
    Bench bench = new Bench().start();

    assertThat(bench.receive(B, Bench.append(3, 1, "0:", 0)))
        .containsExactly("persist 1: term 3", "event FOLLOWS");
    assertThat(bench.persisted()).containsExactly("to b: AppendReply term 3 round 1 matched 0");
  }

  @Test
  void aMissingPreviousEntryIsAnsweredWithTheEndOfTheLog() {
    Bench bench = follower(1, "1@1 2@1");

    assertThat(bench.receive(B, Bench.append(1, 2, "5@1: 6@1", 0)))
        .containsExactly("to b: AppendReply term 1 round 2 differs, try 2@1");
  }

  @Test
  void aConflictingPreviousEntryIsAnsweredWithTheLatestThatMayAgree() {
    Bench bench = follower(5, "1@1 2@2 3@4 4@4 5@4");

    // The leader's entry 5 is of term 3: none of term 4 can agree.
    assertThat(bench.receive(B, Bench.append(5, 2, "5@3: 6@5", 0)))
        .containsExactly("to b: AppendReply term 5 round 2 differs, try 2@2");
  }

  @Test
  void entriesThatContradictAreDroppedWithAllAfterThem() {
    Bench bench = follower(3, "1@1 2@1 3@2 4@2");

    assertThat(bench.receive(B, Bench.append(3, 2, "2@1: 3@3", 0)))
        .containsExactly("event TRUNCATED", "persist 1: [3@3=x]");
    assertThat(bench.acceptor().last()).isEqualTo(Text.id("3@3"));
  }

  @Test
  void entriesThatAgreeAreKeptEvenWhereTheMessageIsShorter() {
    Bench bench = follower(1, "1@1 2@1 3@1");

    assertThat(bench.receive(B, Bench.append(1, 2, "0: 1@1", 0)))
        .containsExactly("to b: AppendReply term 1 round 2 matched 1@1");
    assertThat(bench.acceptor().last()).isEqualTo(Text.id("3@1"));
  }

  @Test
  void onlyTheMissingPartIsWritten() {
    Bench bench = follower(2, "1@1 2@1");

    assertThat(bench.receive(B, Bench.append(2, 2, "0: 1@1 2@1 3@2", 0)))
        .containsExactly("persist 1: [3@2=x]");
  }

  @Test
  void theCommitIndexIsNeverBeyondWhatIsKnownToAgree() {
    Bench bench = follower(2, "1@1 2@1 3@1");

    // Entry 3 may yet be contradicted: the message says nothing about it.
    assertThat(bench.receive(B, Bench.append(2, 2, "1@1: 2@1", 9)))
        .startsWith("apply [1@1=x 2@1=x]");
    assertThat(bench.acceptor().commit()).isEqualTo(2);
  }

  @Test
  void theCommitIndexNeverGoesBack() {
    Bench bench = follower(1, "1@1 2@1");
    bench.receive(B, Bench.append(1, 2, "2@1:", 2));

    assertThat(bench.receive(B, Bench.append(1, 1, "1@1:", 1)))
        .containsExactly("to b: AppendReply term 1 round 1 matched 1@1");
    assertThat(bench.acceptor().commit()).isEqualTo(2);
  }

  @Test
  void whatTheSnapshotCoversAgreesWithEveryLeader() {
    Bench bench = new Bench().snapshot("5@2").term(2).log("6@2").start().follow(B, 3);

    assertThat(bench.receive(B, Bench.append(3, 2, "3@1: 4@2 5@2 6@2 7@3", 0)))
        .containsExactly("persist 2: [7@3=x]");
    assertThat(bench.receive(B, Bench.append(3, 2, "3@1:", 0)))
        .containsExactly("to b: AppendReply term 3 round 2 matched 5@2");
  }

  @Test
  void aLeaderThatContradictsACommittedEntryIsABugAndSaidToBe() {
    Bench bench = follower(1, "1@1");
    bench.receive(B, Bench.append(1, 2, "1@1:", 1));

    assertThatThrownBy(() -> bench.receive(C, Bench.append(2, 1, "0: 1@2", 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("contradicts entry 1, committed up to 1");
  }

  /**
   * The A-B-A case of law L1: entry 2@1 is written, taken back by 2@2, and written again. The
   * notice of the first write must not count for the third, which is still on its way.
   */
  @Test
  void aWriteThatWasTakenBackCountsForNothingEvenWhenTheSameEntryReturns() {
    Bench bench = follower(1, "1@1");
    bench.receive(B, Bench.append(1, 2, "1@1: 2@1", 0));
    bench.receive(C, Bench.append(2, 1, "1@1: 2@2", 0));
    assertThat(bench.receive(B, Bench.append(3, 1, "1@1: 2@1", 0)))
        .contains("event TRUNCATED", "persist 5: [2@1=x]");
    final Message.Append probe = Bench.append(3, 2, "2@1:", 0);

    assertThat(bench.persisted(1)).isEmpty();
    assertThat(bench.persisted(4)).isEmpty();
    assertThat(bench.receive(B, probe))
        .containsExactly("to b: AppendReply term 3 round 2 matched 1@1");
    assertThat(bench.persisted(5)).containsExactly("to b: AppendReply term 3 round 1 matched 2@1");
    assertThat(bench.receive(B, probe))
        .containsExactly("to b: AppendReply term 3 round 2 matched 2@1");
  }

  @Test
  void acknowledgementsOfAnOldLeaderDieWithItsTerm() {
    Bench bench = follower(1, "1@1");
    bench.receive(B, Bench.append(1, 2, "1@1: 2@1", 0));
    bench.receive(C, Bench.append(2, 1, "2@1: 3@2", 0));

    assertThat(bench.persisted()).containsExactly("to c: AppendReply term 2 round 1 matched 3@2");
  }

  @Test
  void committedEntriesAreAppliedInOrderAndOnce() {
    Bench bench = follower(1, "");

    List<String> first = bench.receive(B, Bench.append(1, 2, "0: 1@1 2@1", 1));
    List<String> second = bench.receive(B, Bench.append(1, 3, "2@1: 3@1", 3));
    assertThat(first).contains("apply [1@1=x]");
    assertThat(second).contains("apply [2@1=x 3@1=x]");
  }
}
