package conclave.raft.voting;

import java.util.random.RandomGenerator;

/**
 * How long a replica waits for a leader before it campaigns, and for how long one that it has heard
 * keeps candidates off. Times are drawn anew each time, so that candidates do not collide for ever.
 */
public final class Patience {

  private final long minNanos;
  private final long maxNanos;
  private final RandomGenerator random;
  private long endsNanos;
  private long leaderHeardNanos;

  /** Draws between those two; a leader is fresh for the shorter one. */
  public Patience(long minNanos, long maxNanos, RandomGenerator random) {
    this.minNanos = minNanos;
    this.maxNanos = maxNanos;
    this.random = random;
  }

  public void restart(long now) {
    endsNanos = now + random.nextLong(minNanos, maxNanos);
  }

  public void leaderHeard(long now) {
    restart(now);
    leaderHeardNanos = now;
  }

  public long endsNanos() {
    return endsNanos;
  }

  public boolean isOver(long now) {
    return now >= endsNanos;
  }

  /** Whether a leader was heard so lately that nobody else is voted for. */
  public boolean isFresh(long now) {
    return now - leaderHeardNanos < minNanos;
  }
}
