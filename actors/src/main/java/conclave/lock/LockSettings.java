package conclave.lock;

import com.typesafe.config.Config;
import conclave.lock.table.Expiry;
import conclave.lock.table.LockCommand;
import conclave.settings.SettingsReader;
import conclave.settings.SettingsReader.Rule;
import java.time.Duration;

/**
 * Times and bounds of locks, read from {@code conclave.lock}; see {@code reference.conf}.
 *
 * @param expiry when grants and waits are over
 * @param maxWaiting callers of this node that ask or wait for a lock at one time, of up to 1,280
 *     bytes of names each
 * @param maxHeld holders of this node at one time, of as many bytes each
 * @param patienceNanos for how long the table believes that a waiter is there; who waits for longer
 *     says so again after half of it
 * @param lookAgainNanos how often a waiting caller's place is looked up where no events come
 * @param drift by which part of a time-to-live a holder believes its own clock less
 */
public record LockSettings(
    Expiry.Settings expiry,
    int maxWaiting,
    int maxHeld,
    long patienceNanos,
    long lookAgainNanos,
    double drift) {

  private static final int MOST = 1 << 20;
  private static final double MOST_DRIFT = 0.5;
  private static final Duration LEAST_LOOK = Duration.ofMillis(10);
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);
  private static final Duration MOST_PATIENCE = Duration.ofMillis(LockCommand.MAX_WAIT_MS);

  public LockSettings {
    boolean counts = maxWaiting >= 1 && maxHeld >= 1;
    boolean times = patienceNanos >= 1 && lookAgainNanos >= 1;
    if (!counts || !times || !(drift >= 0 && drift <= MOST_DRIFT)) {
      throw new IllegalArgumentException(
          "conclave.lock: max-waiting = %d, max-held = %d, patience = %d ns, look-again = %d ns must be positive, drift = %s from 0 to %s"
              .formatted(maxWaiting, maxHeld, patienceNanos, lookAgainNanos, drift, MOST_DRIFT));
    }
  }

  /**
   * Reads {@code config}, the whole configuration of an ActorSystem.
   *
   * @throws IllegalArgumentException naming every wrong key at once
   */
  public static LockSettings create(Config config) {
    SettingsReader in = new SettingsReader(config, "conclave.lock");
    Rule<Long> positive = new Rule<>(value -> value > 0, "be longer than 0");
    long margin = in.nanos("margin", new Rule<>(value -> value >= 0, "be 0 or longer"));
    long claim = in.nanos("claim-within", positive);
    long again = in.nanos("expire-again", positive);
    long tick = in.nanos("tick", positive);
    long maxWaiting = in.number("max-waiting", 1, MOST);
    long maxHeld = in.number("max-held", 1, MOST);
    long patience = in.nanos("patience", between(LEAST_PATIENCE, MOST_PATIENCE));
    long look = in.nanos("look-again", between(LEAST_LOOK, MOST_PATIENCE));
    double drift = in.fraction("drift", 0, MOST_DRIFT);
    in.throwErrors();
    return new LockSettings(
        new Expiry.Settings(margin, claim, again, tick),
        (int) maxWaiting,
        (int) maxHeld,
        patience,
        look,
        drift);
  }

  private static Rule<Long> between(Duration least, Duration most) {
    return new Rule<>(
        value -> value >= least.toNanos() && value <= most.toNanos(),
        "be %d ms to %d ms".formatted(least.toMillis(), most.toMillis()));
  }
}
