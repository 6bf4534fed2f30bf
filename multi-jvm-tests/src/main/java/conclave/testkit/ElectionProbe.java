package conclave.testkit;

import conclave.election.LeaderElection;
import conclave.lock.table.LockEvent;
import conclave.testkit.time.VirtualTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One election of an {@link InMemoryCluster}, seen and meddled with from outside. What it does
 * happens at once; what it says is how the cluster is now, whatever the nodes know of it.
 *
 * <p>A leader that is deposed from outside hears of it as in a real cluster: within a third of
 * {@code conclave.election.ttl}. So let the time pass.
 */
public final class ElectionProbe {

  private final VirtualTime time;
  private final Contest contest;

  ElectionProbe(VirtualTime time, Contest contest) {
    this.time = time;
    this.contest = contest;
  }

  /** Who leads. */
  public Optional<String> leader() {
    return time.call(contest::grant).map(LockEvent.Granted::owner).map(LeaderElection::candidateOf);
  }

  /** The epoch of who leads; empty while nobody does. */
  public OptionalLong epoch() {
    return time.call(contest::grant)
        .map(grant -> OptionalLong.of(grant.token()))
        .orElseGet(OptionalLong::empty);
  }

  /** Who campaigns and does not lead, the next one first. */
  public List<String> candidates() {
    return time.call(contest::waiters).stream().map(LeaderElection::candidateOf).toList();
  }

  /**
   * Who leads is counted as gone, and the first candidate is elected.
   *
   * @throws IllegalStateException if nobody leads, or there is no majority
   */
  public void depose() {
    time.run(contest::expire);
  }

  /**
   * A candidate outside of the nodes leads from now on, for a day or until {@link #depose}: whoever
   * leads is deposed, and other candidates are passed over.
   *
   * @return the epoch
   * @throws IllegalStateException if there is no majority
   */
  public long elect(String candidate) {
    return time.call(() -> contest.take(candidate));
  }

  /**
   * A candidate outside of the nodes campaigns behind the others, up to ten minutes, and leads for
   * a day once it is elected.
   *
   * @throws IllegalStateException if there is no majority
   */
  public void join(String candidate) {
    time.run(() -> contest.join(candidate));
  }
}
