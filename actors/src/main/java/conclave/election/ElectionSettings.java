package conclave.election;

import com.typesafe.config.Config;
import conclave.lock.table.LockCommand;
import java.time.Duration;

/**
 * Times of elections, read from {@code conclave.election}; see {@code reference.conf}.
 *
 * @param ttl after so long a leader that is gone can be followed by another
 * @param patience after so long a candidate that waits says again that it is there
 * @param retry after so long a candidate that was refused tries again
 */
public record ElectionSettings(Duration ttl, Duration patience, Duration retry) {

  public ElectionSettings {
    boolean ttlFits =
        ttl.toMillis() >= LockCommand.MIN_TTL_MS && ttl.toMillis() <= LockCommand.MAX_TTL_MS;
    boolean waitFits = patience.toMillis() >= 1 && patience.toMillis() <= LockCommand.MAX_WAIT_MS;
    if (!ttlFits || !waitFits || retry.toNanos() < 1) {
      throw new IllegalArgumentException(
          "conclave.election: ttl = %s must be 10 ms to a day, patience = %s 1 ms to 10 min, retry = %s positive"
              .formatted(ttl, patience, retry));
    }
  }

  /** Reads {@code conclave.election}; an IllegalArgumentException names what is wrong. */
  public static ElectionSettings create(Config config) {
    Config election = config.getConfig("conclave.election");
    return new ElectionSettings(
        election.getDuration("ttl"),
        election.getDuration("patience"),
        election.getDuration("retry"));
  }
}
