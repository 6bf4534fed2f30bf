package conclave.election;

import com.typesafe.config.Config;
import conclave.lock.table.LockCommand;
import conclave.settings.SettingsReader;
import conclave.settings.SettingsReader.Rule;
import java.time.Duration;

/**
 * Times and bounds of elections, read from {@code conclave.election}; see {@code reference.conf}.
 *
 * @param ttl after so long a leader that is gone can be followed by another
 * @param retry after so long a candidate that was refused, or died, tries again
 * @param maxCampaigns of this node at one time, of up to 1,280 bytes of names each
 * @param maxObservers of this node at one time, of up to 1,024 bytes each
 */
public record ElectionSettings(Duration ttl, Duration retry, int maxCampaigns, int maxObservers) {

  private static final Duration MIN_TTL = Duration.ofMillis(LockCommand.MIN_TTL_MS);
  private static final Duration MAX_TTL = Duration.ofMillis(LockCommand.MAX_TTL_MS);
  private static final int MOST = 1 << 20;

  public ElectionSettings {
    boolean ttlFits = ttl.compareTo(MIN_TTL) >= 0 && ttl.compareTo(MAX_TTL) <= 0;
    boolean retryFits = !retry.isNegative() && !retry.isZero();
    if (!ttlFits || !retryFits || maxCampaigns < 1 || maxObservers < 1) {
      throw new IllegalArgumentException(
          "conclave.election: ttl = %s must be 10 ms to a day; retry = %s, max-campaigns = %d, max-observers = %d must be positive"
              .formatted(ttl, retry, maxCampaigns, maxObservers));
    }
  }

  /**
   * Reads {@code config}, the whole configuration of an ActorSystem.
   *
   * @throws IllegalArgumentException naming every wrong key at once
   */
  public static ElectionSettings create(Config config) {
    SettingsReader in = new SettingsReader(config, "conclave.election");
    long ttl =
        in.nanos(
            "ttl",
            new Rule<>(
                value -> value >= MIN_TTL.toNanos() && value <= MAX_TTL.toNanos(),
                "be 10 ms to a day"));
    long retry =
        in.nanos(
            "retry",
            new Rule<>(
                value -> value >= 1_000_000 && value <= MAX_TTL.toNanos(), "be 1 ms to a day"));
    long maxCampaigns = in.number("max-campaigns", 1, MOST);
    long maxObservers = in.number("max-observers", 1, MOST);
    in.throwErrors();
    return new ElectionSettings(
        Duration.ofNanos(ttl), Duration.ofNanos(retry), (int) maxCampaigns, (int) maxObservers);
  }
}
