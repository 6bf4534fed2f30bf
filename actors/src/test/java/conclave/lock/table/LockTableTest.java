package conclave.lock.table;

import static conclave.lock.table.Tables.lock;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class LockTableTest {
  private static final LockName A = lock("a");
  private static final LockReply LOST = new LockReply.Lost();
  private static final LockReply STALE = new LockReply.Stale();
  private static final LockReply DONE = new LockReply.Done();
  private static final LockReply FULL = new LockReply.Full();

  private final List<LockEvent> said = new ArrayList<>();
  private LockTable table = new LockTable(LockLimits.STANDARD);
  private long index;

  private LockReply apply(LockCommand command) {
    said.clear();
    table.announceTo(event -> said.add(Tables.event(event)));
    return Tables.apply(table, ++index, command);
  }

  private LockReply acquire(LockName lock, String owner, long waitMs) {
    return apply(new LockCommand.Acquire(lock, owner, 1_000, waitMs));
  }

  private LockReply standing(String owner) {
    return Tables.ask(table, new LockQuery.Standing(A, owner));
  }

  @Test
  void oneCounterGivesTokensToAllLocksOfBothSpaces() {
    LockName election = new LockName(Space.ELECTION, "a");
    assertThat(acquire(A, "x", 0)).isEqualTo(new LockReply.Granted(1, 1, 1_000));
    assertThat(acquire(election, "y", 0)).isEqualTo(new LockReply.Granted(2, 2, 1_000));
    assertThat(acquire(lock("b"), "x", 0)).isEqualTo(new LockReply.Granted(3, 3, 1_000));
    assertThat(apply(new LockCommand.Release(A, "x", 1))).isEqualTo(DONE);
    assertThat(acquire(A, "x", 0)).isEqualTo(new LockReply.Granted(4, 5, 1_000));
  }

  @Test
  void theSameOwnerAgainHasTheSameTokenAndAFreshTime() {
    acquire(A, "x", 0);
    LockReply again = apply(new LockCommand.Acquire(A, "x", 2_000, 500));
    assertThat(again).isEqualTo(new LockReply.Granted(1, 2, 2_000));
    assertThat(said).containsExactly(new LockEvent.Granted(A, "x", 1, 2, 2_000, true));
    assertThat(apply(new LockCommand.Expire(A, 1, 1))).isEqualTo(STALE);
    assertThat(apply(new LockCommand.Release(A, "x", 1))).as("one frees it").isEqualTo(DONE);
    assertThat(standing("x")).isEqualTo(new LockReply.Free());
  }

  @Test
  void whoCameFirstIsServedFirst() {
    acquire(A, "x", 0);
    assertThat(acquire(A, "y", 900)).isEqualTo(new LockReply.Waiting(2, 1));
    assertThat(acquire(A, "z", 800)).isEqualTo(new LockReply.Waiting(3, 2));
    assertThat(acquire(A, "y", 700)).as("keeps its place").isEqualTo(new LockReply.Waiting(2, 1));
    assertThat(apply(new LockCommand.Release(A, "x", 1))).isEqualTo(DONE);
    assertThat(said)
        .containsExactly(
            new LockEvent.Ended(A, "x", 1, LockEvent.Ended.Reason.RELEASED),
            new LockEvent.Left(A, "y", 2, LockEvent.Left.Reason.GRANTED),
            new LockEvent.Granted(A, "y", 2, 5, 1_000, false));
    assertThat(standing("z")).isEqualTo(new LockReply.Waiting(3, 1));
    assertThat(apply(new LockCommand.Expire(A, 2, 5))).isEqualTo(DONE);
    assertThat(standing("z")).isEqualTo(new LockReply.Granted(3, 6, 1_000));
    assertThat(standing("y")).isEqualTo(new LockReply.Locked(3, "z"));
  }

  @Test
  void aWaiterThatSaysAWordClaimsItsGrant() {
    acquire(A, "x", 0);
    acquire(A, "y", 900);
    apply(new LockCommand.Release(A, "x", 1));
    assertThat(acquire(A, "y", 0)).isEqualTo(new LockReply.Granted(2, 4, 1_000));
    assertThat(said).containsExactly(new LockEvent.Granted(A, "y", 2, 4, 1_000, true));
    assertThat(apply(new LockCommand.Expire(A, 2, 3))).as("of the unclaimed one").isEqualTo(STALE);
  }

  @Test
  void aStaleExpiryChangesNothing() throws IOException {
    acquire(A, "x", 0);
    apply(new LockCommand.Renew(A, "x", 1));
    byte[] before = Tables.save(table);
    for (LockCommand stale :
        List.of(
            new LockCommand.Expire(A, 1, 1),
            new LockCommand.Expire(A, 2, 2),
            new LockCommand.Expire(lock("b"), 1, 2),
            new LockCommand.TimeOut(A, 1, 1))) {
      assertThat(apply(stale)).as("%s", stale).isEqualTo(STALE);
      assertThat(said).isEmpty();
    }
    assertThat(Tables.save(table)).isEqualTo(before);
  }

  @Test
  void aStaleTimeOutChangesNothing() throws IOException {
    acquire(A, "x", 0);
    acquire(A, "y", 900);
    acquire(A, "y", 900);
    byte[] before = Tables.save(table);
    assertThat(apply(new LockCommand.TimeOut(A, 2, 2))).isEqualTo(STALE);
    assertThat(apply(new LockCommand.TimeOut(A, 3, 3))).isEqualTo(STALE);
    assertThat(Tables.save(table)).isEqualTo(before);
    assertThat(apply(new LockCommand.TimeOut(A, 2, 3))).isEqualTo(DONE);
    assertThat(standing("y")).isEqualTo(new LockReply.Locked(1, "x"));
  }

  @Test
  void onlyTheOwnerWithItsTokenRenewsAndReleases() {
    acquire(A, "x", 0);
    assertThat(apply(new LockCommand.Renew(A, "y", 1))).isEqualTo(LOST);
    assertThat(apply(new LockCommand.Renew(A, "x", 2))).isEqualTo(LOST);
    assertThat(apply(new LockCommand.Release(A, "y", 1))).isEqualTo(LOST);
    assertThat(apply(new LockCommand.Release(lock("b"), "x", 1))).isEqualTo(LOST);
    assertThat(standing("x")).isEqualTo(new LockReply.Granted(1, 1, 1_000));
  }

  @Test
  void aWithdrawalSaysWhoHoldsIt() {
    acquire(A, "x", 0);
    acquire(A, "y", 900);
    assertThat(apply(new LockCommand.Withdraw(A, "y", 3))).as("not that one").isEqualTo(STALE);
    assertThat(apply(new LockCommand.Withdraw(A, "y", 2))).isEqualTo(new LockReply.Locked(1, "x"));
    assertThat(apply(new LockCommand.Withdraw(A, "y", 2))).isEqualTo(STALE);
    acquire(A, "z", 900);
    apply(new LockCommand.Release(A, "x", 1));
    assertThat(apply(new LockCommand.Withdraw(A, "z", 6)))
        .as("too late to withdraw")
        .isEqualTo(new LockReply.Granted(2, 7, 1_000));
  }

  @Test
  void bytesAreCountedExactly() {
    long one = 1 + 1 + LockLimits.OVERHEAD_BYTES;
    long waiter = 2 + LockLimits.OVERHEAD_BYTES;
    table = new LockTable(new LockLimits(9, 9, 9, one + waiter));
    assertThat(acquire(A, "x", 0)).isInstanceOf(LockReply.Granted.class);
    assertThat(acquire(A, "\u00fc", 9)).as("two bytes").isInstanceOf(LockReply.Waiting.class);
    assertThat(table.bytes()).isEqualTo(one + waiter);
    assertThat(acquire(A, "z", 9)).isEqualTo(FULL);
    assertThat(acquire(lock("b"), "x", 0)).isEqualTo(FULL);
    assertThat(acquire(A, "\u00fc", 9)).as("again").isEqualTo(new LockReply.Waiting(2, 1));
    apply(new LockCommand.Release(A, "x", 1));
    assertThat(table.bytes()).isEqualTo(one + 1);
    apply(new LockCommand.Release(A, "\u00fc", 2));
    assertThat(table.bytes()).isZero();
    table = new LockTable(new LockLimits(9, 9, 9, one - 1));
    assertThat(acquire(A, "x", 0)).isEqualTo(FULL);
  }

  @Test
  void countsAreBoundedEach() {
    table = new LockTable(new LockLimits(2, 3, 2, 1 << 20));
    acquire(A, "x", 0);
    acquire(lock("b"), "x", 0);
    assertThat(acquire(lock("c"), "x", 0)).as("a third lock").isEqualTo(FULL);
    acquire(A, "1", 9);
    acquire(A, "2", 9);
    assertThat(acquire(A, "3", 9)).as("a third for one lock").isEqualTo(FULL);
    acquire(lock("b"), "1", 9);
    assertThat(acquire(lock("b"), "2", 9)).as("a fourth for all").isEqualTo(FULL);
    assertThat(acquire(lock("b"), "2", 0)).isEqualTo(new LockReply.Locked(2, "x"));
  }

  @Test
  void withoutTokensNothingIsGrantedAndNobodyWaitsForIt() throws IOException {
    table = Tables.after(LockTable.MAX_TOKEN - 1, LockLimits.STANDARD);
    assertThat(acquire(A, "x", 0)).isEqualTo(new LockReply.Granted(LockTable.MAX_TOKEN, 1, 1_000));
    assertThat(LockTable.MAX_TOKEN).isEqualTo((1L << 53) - 1);
    assertThat(acquire(lock("b"), "x", 0)).isEqualTo(FULL);
    acquire(A, "y", 900);
    acquire(A, "z", 900);
    assertThat(apply(new LockCommand.Renew(A, "x", LockTable.MAX_TOKEN)))
        .isInstanceOf(LockReply.Granted.class);
    assertThat(apply(new LockCommand.Release(A, "x", LockTable.MAX_TOKEN))).isEqualTo(DONE);
    assertThat(said)
        .containsExactly(
            new LockEvent.Ended(A, "x", LockTable.MAX_TOKEN, LockEvent.Ended.Reason.RELEASED),
            new LockEvent.Left(A, "y", 3, LockEvent.Left.Reason.TIMED_OUT),
            new LockEvent.Left(A, "z", 4, LockEvent.Left.Reason.TIMED_OUT));
    assertThat(acquire(A, "x", 0)).isEqualTo(FULL);
    assertThat(table.bytes() + table.waiters()).isZero();
  }

  @Test
  void whatIsNoCommandOrQuestionIsAnsweredSo() {
    byte[] acquire = new LockCommand.Acquire(A, "x", 1_000, 0).encode();
    acquire[0] = 2;
    for (byte[] bytes : new byte[][] {{}, {1}, {1, 7}, {1, 1, 9, 1, 'a'}, acquire}) {
      assertThat(Tables.reply(table.apply(++index, bytes))).isEqualTo(new LockReply.Malformed());
      assertThat(Tables.reply(table.query(bytes))).isEqualTo(new LockReply.Malformed());
    }
  }

  @Test
  void aPageCostsAsMuchAsItIsLong() {
    int many = 100_000;
    for (int i = 0; i < many; i++) {
      Space space = i % 2 == 0 ? Space.LOCK : Space.ELECTION;
      Tables.apply(
          table,
          i + 1,
          new LockCommand.Acquire(new LockName(space, "lock-%06d".formatted(i)), "x", 1_000, 0));
    }
    assertThat(acquire(lock("one more"), "x", 0)).isEqualTo(FULL);
    // One that walks over all before it would take a thousand times as long.
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          String after = "";
          for (int i = 0; i < many / 2; i++) {
            LockReply.Page page =
                (LockReply.Page) Tables.ask(table, new LockQuery.Page(Space.ELECTION, after, 1));
            after = page.locks().get(0).name();
            assertThat(page.more()).isEqualTo(i + 1 < many / 2);
          }
        });
  }

  @Test
  void aViewIsNeverLongerThanWhatTheTableCounts() {
    LockName lock = lock("n".repeat(LockName.MAX_BYTES));
    acquire(lock, "x", 0);
    for (int i = 0; i < 4_096; i++) {
      assertThat(acquire(lock, "waiter-" + i, 600_000)).isInstanceOf(LockReply.Waiting.class);
    }
    assertThat(acquire(lock, "one more", 600_000)).isEqualTo(FULL);
    byte[] view = table.query(new LockQuery.All().encode());
    assertThat((long) view.length).isLessThan(table.bytes());
    assertThat(Tables.view(table)).hasSize(4_097);
  }
}
