package conclave.raft.voting;

import conclave.raft.RaftSettings;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * How long a replica waits for a leader before it campaigns, and for how long one that it has heard
 * keeps candidates off. Times are drawn anew each time, so that candidates do not collide for ever.
 *
 * <p>A leader with a lease relies on being kept. So with leases a replica is loyal to whom it heard
 * whatever happens, be it that a higher term has begun, which nobody leads perhaps, or that it was
 * restarted and has forgotten whom it heard, and when: it takes for granted that it was just now.
 */
public final class Patience {

  private final long minNanos;
  private final long maxNanos;
  private final boolean leases;
  private final RandomGenerator random;
  private final BooleanSupplier reluctant;
  private long endsNanos;
  private boolean loyal;
  private long loyalUntilNanos;

  /**
   * Draws between the two election time-outs; a leader is fresh for the shorter one.
   *
   * @param reluctant whether others shall go first. It delays what this replica begins by itself,
   *     and has no part in what it answers: where nobody else campaigns, it does
   */
  public Patience(RaftSettings settings, RandomGenerator random, BooleanSupplier reluctant) {
    this.minNanos = settings.electionMinNanos();
    this.maxNanos = settings.electionMaxNanos();
    this.leases = settings.lease().enabled();
    this.random = random;
    this.reluctant = reluctant;
  }

  /**
   * A life begins.
   *
   * @param novice it has never answered a leader, and so has promised nothing
   */
  public void begin(long now, boolean novice) {
    restart(now);
    if (leases && !novice) {
      keepLoyal(now + maxNanos);
      endsNanos += maxNanos - minNanos;
    }
  }

  public void restart(long now) {
    endsNanos = now + random.nextLong(minNanos, maxNanos) + hesitation();
  }

  /** All others have campaigned by then, if they are up and not reluctant too. */
  private long hesitation() {
    return reluctant.getAsBoolean() ? maxNanos : 0;
  }

  public void leaderHeard(long now) {
    restart(now);
    keepLoyal(now + minNanos);
  }

  private void keepLoyal(long until) {
    if (!isFresh(until)) {
      loyal = true;
      loyalUntilNanos = until;
    }
  }

  public long endsNanos() {
    return endsNanos;
  }

  public boolean isOver(long now) {
    return now >= endsNanos;
  }

  /**
   * Whether a leader was heard so lately that nobody else is voted for.
   *
   * @param known whether it is known, and not of a former term
   */
  public boolean isLoyal(long now, boolean known) {
    return (known || leases) && isFresh(now);
  }

  private boolean isFresh(long now) {
    return loyal && now - loyalUntilNanos < 0;
  }
}
