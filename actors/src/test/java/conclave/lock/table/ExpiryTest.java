package conclave.lock.table;

import static conclave.lock.table.Tables.lock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ExpiryTest {
  private static final long MS = 1_000_000;
  private static final Expiry.Settings SETTINGS =
      new Expiry.Settings(100 * MS, 3_000 * MS, 1_000 * MS, 50 * MS);
  private static final LockName A = lock("a");

  private Expiry expiry = new Expiry(SETTINGS);
  private long now = 5_000 * MS;
  private final List<LockCommand> proposed = new ArrayList<>();

  private void hear(LockEvent event) {
    expiry.hear(event, now);
  }

  private void lead(long term) {
    expiry.leader(term, true, now);
  }

  /** Time passes, and it is rung in time. */
  private List<LockCommand> pass(long millis) {
    proposed.clear();
    long until = now + millis * MS;
    while (expiry.dueNanos().isPresent() && expiry.dueNanos().getAsLong() - until <= 0) {
      now = expiry.dueNanos().getAsLong();
      expiry.tick(now, proposed::add);
    }
    now = until;
    return proposed;
  }

  /** Time passes, and it is rung only at the end. */
  private List<LockCommand> sleep(long millis) {
    proposed.clear();
    now += millis * MS;
    expiry.tick(now, proposed::add);
    return proposed;
  }

  private static LockEvent.Granted granted(LockName lock, long token, long renewal, long ttlMs) {
    return new LockEvent.Granted(lock, "x", token, renewal, ttlMs, true);
  }

  @Test
  void aGrantIsOverAfterItsTimeAndTheMargin() {
    lead(1);
    hear(granted(A, 7, 9, 500));
    assertThat(pass(599)).isEmpty();
    assertThat(pass(51)).containsExactly(new LockCommand.Expire(A, 7, 9));
  }

  @Test
  void aRenewalBeginsTheTimeAfresh() {
    lead(1);
    hear(granted(A, 7, 9, 500));
    pass(400);
    hear(granted(A, 7, 12, 500));
    assertThat(pass(550)).isEmpty();
    assertThat(pass(150)).containsExactly(new LockCommand.Expire(A, 7, 12));
  }

  @Test
  void onlyTheLeaderProposes() {
    hear(granted(A, 7, 9, 500));
    assertThat(pass(5_000)).isEmpty();
    expiry.leader(3, false, now);
    assertThat(pass(5_000)).isEmpty();
  }

  @Test
  void whoBeginsToLeadGivesTheWholeTimeAfresh() {
    hear(granted(A, 7, 9, 500));
    hear(new LockEvent.Waits(A, "y", 10, 11, 500, 500));
    pass(580);
    lead(4);
    assertThat(pass(590)).isEmpty();
    assertThat(pass(60))
        .containsExactly(new LockCommand.Expire(A, 7, 9), new LockCommand.TimeOut(A, 10, 11));
    pass(200);
    lead(4);
    assertThat(pass(5_000)).as("still the same leader").isNotEmpty();
  }

  @Test
  void anotherTermIsABeginningToo() {
    lead(4);
    hear(granted(A, 7, 9, 500));
    pass(580);
    lead(5);
    assertThat(pass(590)).isEmpty();
    assertThat(pass(60)).hasSize(1);
    assertThat(expiry.remainingMs(A, now)).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void aPauseIsAddedToEveryDeadline() {
    lead(1);
    hear(granted(A, 7, 9, 500));
    pass(100);
    assertThat(sleep(10_000)).isEmpty();
    assertThat(pass(400)).as("50 ms of the pause were due anyway").isEmpty();
    assertThat(pass(200)).hasSize(1);
  }

  @Test
  void aTickThatIsLateByNoMoreThanATickIsNoPause() {
    lead(1);
    hear(granted(A, 7, 9, 500));
    for (int i = 0; i < 5; i++) {
      assertThat(sleep(100)).as("%d", i).isEmpty();
    }
    assertThat(sleep(100)).hasSize(1);
  }

  @Test
  void whatBeganInThePauseIsNotOverSooner() {
    lead(1);
    hear(granted(A, 7, 9, 500));
    now += 2_000 * MS;
    hear(granted(lock("b"), 8, 10, 500));
    expiry.tick(now, proposed::add);
    assertThat(pass(599)).doesNotContain(new LockCommand.Expire(lock("b"), 8, 10));
  }

  @Test
  void anUnclaimedGrantIsOverSooner() {
    lead(1);
    hear(new LockEvent.Granted(A, "x", 7, 9, 60_000, false));
    assertThat(pass(2_990)).isEmpty();
    assertThat(pass(60)).containsExactly(new LockCommand.Expire(A, 7, 9));
    hear(new LockEvent.Granted(A, "x", 7, 10, 60_000, true));
    assertThat(pass(60_000)).as("it was claimed").isEmpty();
  }

  @Test
  void anUnclaimedGrantIsNeverOverLaterThanAClaimedOne() {
    lead(1);
    hear(new LockEvent.Granted(A, "x", 7, 9, 500, false));
    assertThat(pass(660)).hasSize(1);
  }

  @Test
  void aProposalThatChangesNothingIsMadeAgain() {
    lead(1);
    hear(granted(A, 7, 9, 500));
    assertThat(pass(700)).hasSize(1);
    assertThat(pass(3_000)).hasSize(3).containsOnly(new LockCommand.Expire(A, 7, 9));
    hear(new LockEvent.Ended(A, "x", 7, LockEvent.Ended.Reason.EXPIRED));
    assertThat(pass(5_000)).isEmpty();
    assertThat(expiry.watched()).isZero();
    assertThat(expiry.dueNanos()).as("nothing to watch").isEmpty();
  }

  @Test
  void manyAreProposedInParts() {
    lead(1);
    int many = 3 * Expiry.MAX_PROPOSALS + 7;
    for (int i = 1; i <= many; i++) {
      hear(granted(lock("l" + i), i, i, 500));
    }
    pass(599);
    now = expiry.dueNanos().orElseThrow();
    expiry.tick(now, proposed::add);
    assertThat(proposed).hasSize(Expiry.MAX_PROPOSALS);
    assertThat(expiry.dueNanos()).hasValue(now + 1);
    Set<LockCommand> all = new HashSet<>(proposed);
    all.addAll(pass(10));
    assertThat(all).hasSize(many);
  }

  @Test
  void whatIsLeftIsToldWithoutTheMargin() {
    lead(1);
    assertThat(expiry.remainingMs(A, now)).isEmpty();
    hear(granted(A, 7, 9, 500));
    assertThat(expiry.remainingMs(A, now)).hasValue(500);
    assertThat(expiry.remainingMs(A, now + 123 * MS)).hasValue(377);
    assertThat(expiry.remainingMs(A, now + 550 * MS)).as("over, not ended").hasValue(0);
    assertThat(pass(2_000)).hasSize(2);
    assertThat(expiry.remainingMs(A, now)).as("proposed, not ended").hasValue(0);
  }

  @Test
  void aViewIsANewBeginning() {
    lead(1);
    hear(granted(A, 7, 9, 500));
    pass(400);
    expiry.open(List.of(granted(lock("b"), 8, 10, 500)), now);
    assertThat(expiry.watched()).isEqualTo(1);
    assertThat(pass(590)).isEmpty();
    assertThat(pass(60)).containsExactly(new LockCommand.Expire(lock("b"), 8, 10));
    expiry.open(List.of(), now);
    assertThat(expiry.dueNanos()).isEmpty();
  }

  @Test
  void aTickBeforeItIsDueSaysNothing() {
    lead(1);
    hear(granted(A, 7, 9, 10));
    expiry.tick(now + 10 * MS, proposed::add);
    assertThat(proposed).isEmpty();
    assertThat(expiry.dueNanos()).hasValue(now + 50 * MS);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Expiry.Settings(-1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("times of expiry must be positive: margin -1, claim 1, retry 1, tick 1 ns");
  }

  @Test
  void aHundredThousandLocksCostLittle() {
    int many = 200_000;
    // What looked through all of them for each event would take hours.
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(90),
        () -> {
          lead(1);
          for (int i = 1; i <= many; i++) {
            hear(granted(lock("l" + i), i, i, 500));
          }
          for (int i = 1; i <= many; i++) {
            hear(granted(lock("l" + i), i, many + i, 10_000));
            now += 100;
          }
          assertThat(pass(9_000)).isEmpty();
          lead(2);
          assertThat(pass(10_200)).hasSizeGreaterThan(Expiry.MAX_PROPOSALS);
          assertThat(expiry.watched()).isEqualTo(many);
        });
  }
}
