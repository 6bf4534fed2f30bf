package conclave.raft.paper;

import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static conclave.raft.Bench.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.log.EntryId;
import org.junit.jupiter.api.Test;

/** Who should not lead waits until all others have campaigned, and answers them as ever. */
final class ReluctanceTest {

  private static final String CAMPAIGNS = "event CAMPAIGN";

  /** What all draw here, and the longest that anybody may. */
  private static final long LONGEST = 2 * TIMEOUT;

  @Test
  void waitsForALongestTimeOutMoreAndThenCampaigns() {
    Bench bench = new Bench().reluctant(true).start();

    for (int campaign = 0; campaign < 3; campaign++) {
      assertThat(bench.pass(TIMEOUT + LONGEST - 1)).isEmpty();
      assertThat(bench.pass(1)).contains(CAMPAIGNS);
    }
  }

  @Test
  void isEagerAgainWithTheNextTimeOut() {
    Bench bench = new Bench().reluctant(true).start().reluctant(false);
    bench.receive(B, Bench.append(1, 1, "0:", 0));

    assertThat(bench.pass(TIMEOUT)).contains(CAMPAIGNS);
  }

  @Test
  void votesAsEver() {
    Bench bench = new Bench().reluctant(true).start();

    assertThat(bench.receive(C, new Message.PreVote(1, EntryId.NONE)))
        .containsExactly("to c: PreVoteReply term 1 granted");
    bench.receive(C, new Message.Vote(1, EntryId.NONE));
    assertThat(bench.persisted()).containsExactly("to c: VoteReply term 1 granted");
  }

  @Test
  void succeedsAtOnceWhereTheLeaderWishesIt() {
    Bench bench = new Bench().reluctant(true).start().follow(B, 1);

    assertThat(bench.receive(B, new Message.TimeoutNow(1, EntryId.NONE)))
        .contains("event CANDIDATE");
  }

  @Test
  void whoeverKnowsOfCommittedEntriesThatItHasNotIsReluctant() {
    Bench bench = new Bench().start();
    bench.receive(B, Bench.append(1, 1, "0: 1@1 2@1", 5));
    bench.receive(B, Bench.append(1, 1, "2@1:", 5));

    assertThat(bench.pass(TIMEOUT)).as("3 to 5 are committed, and missing").isEmpty();
    assertThat(bench.pass(LONGEST)).contains(CAMPAIGNS);
  }

  @Test
  void whoeverHasThemAllIsNot() {
    Bench bench = new Bench().start();
    bench.receive(B, Bench.append(1, 1, "0: 1@1 2@1", 5));
    bench.receive(B, Bench.append(1, 2, "2@1: 3@1 4@1 5@1", 5));
    bench.receive(B, Bench.append(1, 2, "5@1:", 5));

    assertThat(bench.pass(TIMEOUT)).contains(CAMPAIGNS);
  }
}
