package conclave.lock.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which replies settle a request with an idempotency key, and so are kept for who asks again. */
class SettlingTest {

  private static final LockName LOCK = new LockName(Space.LOCK, "l");
  private static final LockCommand ACQUIRE = new LockCommand.Acquire(LOCK, "o", 1_000, 5_000);
  private static final LockCommand WITHDRAW = new LockCommand.Withdraw(LOCK, "o", 7);

  private final LockTable table = new LockTable(LockLimits.STANDARD);

  private boolean settles(LockCommand command, LockReply reply) {
    return table.settles(command.encode(), reply.encode());
  }

  @Test
  void whatIsGrantedRefusedOrGivenBackIsSettled() {
    assertThat(settles(ACQUIRE, new LockReply.Granted(1, 2, 1_000))).isTrue();
    assertThat(settles(ACQUIRE, new LockReply.Locked(1, "other"))).isTrue();
    Map.of(
            new LockCommand.Renew(LOCK, "o", 1), new LockReply.Granted(1, 2, 1_000),
            new LockCommand.Release(LOCK, "o", 1), new LockReply.Done(),
            new LockCommand.Release(LOCK, "o", 2), new LockReply.Lost())
        .forEach((command, reply) -> assertThat(settles(command, reply)).isTrue());
  }

  @Test
  void whoWaitsOrFindsNoPlaceMayAskAgain() {
    for (LockReply reply :
        List.of(
            new LockReply.Waiting(7, 1),
            new LockReply.Full(),
            new LockReply.Stale(),
            new LockReply.Malformed())) {
      assertThat(settles(ACQUIRE, reply)).as("%s", reply).isFalse();
    }
    assertThat(table.settles(new byte[0], new LockReply.Malformed().encode())).isFalse();
  }

  /** A grant that only a withdrawal came upon was not heard by its owner yet. */
  @Test
  void aWithdrawalSettlesAWaitThatIsOverAndNoGrant() {
    assertThat(settles(WITHDRAW, new LockReply.Locked(1, "other"))).isTrue();
    assertThat(settles(WITHDRAW, new LockReply.Granted(1, 2, 1_000))).isFalse();
    assertThat(settles(WITHDRAW, new LockReply.Stale())).isFalse();
  }
}
