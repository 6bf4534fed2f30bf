package conclave.balance.hash;

import com.typesafe.config.Config;

/**
 * How a hash router shares out, read from {@code conclave.hash-router}; see {@code reference.conf}.
 *
 * @param balance nobody gets more than so many times an equal share of the latest messages; 0 to
 *     follow the ring alone
 * @param window how many messages are the latest ones
 */
public record HashRouterSettings(double balance, int window) {

  /** For each of them a reference is kept. */
  private static final int MAX_WINDOW = 1_000_000;

  public HashRouterSettings {
    if (!(balance == 0 || balance >= 1) || window < 1 || window > MAX_WINDOW) {
      throw new IllegalArgumentException(
          "conclave.hash-router: balance = %s must be 0 or at least 1, window = %d from 1 to %d"
              .formatted(balance, window, MAX_WINDOW));
    }
  }

  /** Reads {@code conclave.hash-router}; an IllegalArgumentException names what is wrong. */
  public static HashRouterSettings create(Config config) {
    Config router = config.getConfig("conclave.hash-router");
    return new HashRouterSettings(router.getDouble("balance"), router.getInt("window"));
  }
}
