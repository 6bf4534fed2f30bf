package conclave.testkit;

import conclave.lock.table.LockEvent;
import conclave.testkit.time.VirtualTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One lock of an {@link InMemoryCluster}, seen and meddled with from outside. What it does happens
 * at once; what it says is how the cluster is now, whatever the nodes know of it.
 *
 * <p>Whoever loses the lock by {@link #expire}, {@link #take} or {@link #release} hears of it as in
 * a real cluster: at the next renewal, a third of its time-to-live later at the latest. So let the
 * time pass.
 */
public final class LockProbe {

  private final VirtualTime time;
  private final Contest contest;

  LockProbe(VirtualTime time, Contest contest) {
    this.time = time;
    this.contest = contest;
  }

  /** Who holds it. */
  public Optional<String> holder() {
    return time.call(contest::grant).map(LockEvent.Granted::owner);
  }

  /** The fencing token under which it is held; empty while nobody holds it. */
  public OptionalLong token() {
    return time.call(contest::grant)
        .map(grant -> OptionalLong.of(grant.token()))
        .orElseGet(OptionalLong::empty);
  }

  /** Who waits for it, the next one first. */
  public List<String> waiters() {
    return time.call(contest::waiters);
  }

  /**
   * Its time-to-live is over now, and the first waiter is granted it.
   *
   * @throws IllegalStateException if nobody holds it, or there is no majority
   */
  public void expire() {
    time.run(contest::expire);
  }

  /**
   * Its holder gives it back, whoever that is, and the first waiter is granted it.
   *
   * @throws IllegalStateException if nobody holds it, or there is no majority
   */
  public void release() {
    time.run(contest::release);
  }

  /**
   * An owner outside of the nodes holds it from now on, for a day or until {@link #release}:
   * whoever holds it loses it, and whoever waits is passed over.
   *
   * @return the fencing token
   * @throws IllegalStateException if there is no majority
   */
  public long take(String owner) {
    return time.call(() -> contest.take(owner));
  }

  /**
   * An owner outside of the nodes waits for it behind the others, up to ten minutes, and holds it
   * for a day once it is its turn.
   *
   * @throws IllegalStateException if there is no majority
   */
  public void join(String owner) {
    time.run(() -> contest.join(owner));
  }
}
