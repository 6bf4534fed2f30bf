package conclave.node.member;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Optional;

/**
 * What the members do by themselves, read from {@code conclave.members}; see {@code
 * reference.conf}.
 *
 * @param replaceDeadAfter how long a voter must be silent to be replaced; empty for never
 */
public record MemberSettings(Optional<Duration> replaceDeadAfter) {

  private static final String REPLACE = "conclave.members.replace-dead-after";
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Reads them; an IllegalArgumentException names what is wrong. */
  public static MemberSettings create(Config config) {
    if (config.getString(REPLACE).equals("off")) {
      return new MemberSettings(Optional.empty());
    }
    try {
      Duration after = config.getDuration(REPLACE);
      if (after.compareTo(SHORTEST) >= 0) {
        return new MemberSettings(Optional.of(after));
      }
    } catch (ConfigException.BadValue e) {
      throw wrong(config, e);
    }
    throw wrong(config, null);
  }

  private static IllegalArgumentException wrong(Config config, Throwable cause) {
    return new IllegalArgumentException(
        "%s = %s must be off, or a time of 1 s or more"
            .formatted(REPLACE, config.getString(REPLACE)),
        cause);
  }
}
