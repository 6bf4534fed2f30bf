package conclave.cluster.internal;

import com.typesafe.config.Config;
import conclave.cluster.founding.Patience;
import java.time.Duration;
import java.util.List;

/**
 * How the Akka cluster is formed, read from {@code conclave.akka-cluster}; see {@code
 * reference.conf}.
 *
 * @param enabled whether this ActorSystem takes part
 * @param look how often it looks, and knocks at others while it is in none
 * @param patience in looks
 */
public record AkkaClusterSettings(boolean enabled, Duration look, Patience patience) {

  private static final String SECTION = "conclave.akka-cluster";
  private static final String SEEDS = "akka.cluster.seed-nodes";

  /** Reads them; an IllegalArgumentException names what is wrong. */
  public static AkkaClusterSettings create(Config config) {
    Config section = config.getConfig(SECTION);
    Duration look = section.getDuration("look");
    if (look.toMillis() < 1) {
      throw new IllegalArgumentException(SECTION + ".look = " + look + " must be positive");
    }
    boolean enabled = section.getBoolean("enabled");
    List<String> seeds = config.hasPath(SEEDS) ? config.getStringList(SEEDS) : List.of();
    if (enabled && !seeds.isEmpty()) {
      throw new IllegalArgumentException(
          "%s = %s must be empty, since the log says who founds the Akka cluster; or set %s.enabled = off"
              .formatted(SEEDS, seeds, SECTION));
    }
    return new AkkaClusterSettings(
        enabled,
        look,
        new Patience(looks(section, "doubt-after", look), looks(section, "give-up-after", look)));
  }

  private static int looks(Config section, String key, Duration look) {
    Duration time = section.getDuration(key);
    long looks = time.toMillis() / look.toMillis();
    if (looks < 1 || looks > 1_000_000) {
      throw new IllegalArgumentException(
          "%s.%s = %s must be from one to a million times look = %s"
              .formatted(SECTION, key, time, look));
    }
    return (int) looks;
  }
}
