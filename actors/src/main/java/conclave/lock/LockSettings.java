package conclave.lock;

import com.typesafe.config.Config;
import conclave.lock.table.Expiry;

/**
 * Times and bounds of locks, read from {@code conclave.lock}; see {@code reference.conf}.
 *
 * @param expiry when grants and waits are over
 * @param maxWaiting callers of this node that wait for a lock at one time
 * @param lookAgainNanos how often a waiting caller's place is looked up, should an event be missed
 * @param drift by which part of a time-to-live a holder believes its own clock less
 */
public record LockSettings(
    Expiry.Settings expiry, int maxWaiting, long lookAgainNanos, double drift) {

  public LockSettings {
    if (maxWaiting < 1 || lookAgainNanos < 1 || drift < 0 || drift > 0.5) {
      throw new IllegalArgumentException(
          "conclave.lock: max-waiting = %d and look-again = %d ns must be positive, drift = %s from 0 to 0.5"
              .formatted(maxWaiting, lookAgainNanos, drift));
    }
  }

  /** Reads {@code conclave.lock}; an IllegalArgumentException names what is wrong. */
  public static LockSettings create(Config config) {
    Config lock = config.getConfig("conclave.lock");
    return new LockSettings(
        new Expiry.Settings(
            lock.getDuration("margin").toNanos(),
            lock.getDuration("claim-within").toNanos(),
            lock.getDuration("expire-again").toNanos(),
            lock.getDuration("tick").toNanos()),
        lock.getInt("max-waiting"),
        lock.getDuration("look-again").toNanos(),
        lock.getDouble("drift"));
  }
}
