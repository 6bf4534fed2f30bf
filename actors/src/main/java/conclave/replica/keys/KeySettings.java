package conclave.replica.keys;

import com.typesafe.config.Config;
import conclave.machine.keys.KeyRetention;
import java.time.Duration;

/**
 * For how long answers are kept under idempotency keys, read from {@code conclave.idempotency}; see
 * {@code reference.conf}.
 *
 * @param retention for how long, and how often to look
 */
public record KeySettings(KeyRetention.Settings retention) {

  /** What clients may rely on: a shorter time is no setting. */
  public static final Duration LEAST = Duration.ofMinutes(10);

  /** Reads {@code conclave.idempotency}; an IllegalArgumentException names what is wrong. */
  public static KeySettings create(Config config) {
    Config idempotency = config.getConfig("conclave.idempotency");
    Duration retain = idempotency.getDuration("retain");
    Duration look = idempotency.getDuration("look");
    if (retain.compareTo(LEAST) < 0
        || look.isNegative()
        || look.isZero()
        || look.compareTo(retain) > 0) {
      throw new IllegalArgumentException(
          "conclave.idempotency: retain = %s must be at least %s, look = %s positive and not longer than that"
              .formatted(retain, LEAST, look));
    }
    return new KeySettings(new KeyRetention.Settings(retain.toNanos(), look.toNanos()));
  }
}
