package conclave.raft;

import java.util.random.RandomGenerator;

/**
 * How long a replica waits for a leader before it campaigns, and for how long one that it has heard
 * keeps candidates off. Times are drawn anew each time, so that candidates do not collide for ever.
 */
final class Patience {

  private final RaftSettings settings;
  private final RandomGenerator random;
  private long endsNanos;
  private long leaderHeardNanos;

  Patience(RaftSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  void restart(long now) {
    endsNanos = now + random.nextLong(settings.electionMinNanos(), settings.electionMaxNanos());
  }

  void leaderHeard(long now) {
    restart(now);
    leaderHeardNanos = now;
  }

  long endsNanos() {
    return endsNanos;
  }

  boolean isOver(long now) {
    return now >= endsNanos;
  }

  /** Whether a leader was heard so lately that nobody else is voted for. */
  boolean isFresh(long now) {
    return now - leaderHeardNanos < settings.electionMinNanos();
  }
}
