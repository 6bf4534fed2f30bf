package conclave.cluster.internal;

import com.typesafe.config.Config;
import conclave.cluster.LogDowningProvider;
import conclave.cluster.downing.Grace;
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
 * @param grace of those who are absent, in looks
 * @param judges whether the log says who is downed, and no resolver of Akka
 */
public record AkkaClusterSettings(
    boolean enabled, Duration look, Patience patience, Grace grace, boolean judges) {

  private static final String SECTION = "conclave.akka-cluster";
  private static final String SEEDS = "akka.cluster.seed-nodes";
  private static final String PROVIDER = "akka.cluster.downing-provider-class";
  private static final String DOWN = "down-after";

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
    int answer = looks(section, DOWN, look, Grace.LEAST);
    Patience patience =
        new Patience(
            looks(section, "doubt-after", look, 1), looks(section, "give-up-after", look, 1));
    boolean judges =
        enabled && config.getString(PROVIDER).equals(LogDowningProvider.class.getName());
    return new AkkaClusterSettings(enabled, look, patience, Grace.of(answer), judges);
  }

  private static int looks(Config section, String key, Duration look, int least) {
    Duration time = section.getDuration(key);
    long looks = time.toMillis() / look.toMillis();
    if (looks < least || looks > 1_000_000) {
      throw new IllegalArgumentException(
          "%s.%s = %s must be from %s to a million times look = %s"
              .formatted(SECTION, key, time, least == 1 ? "one" : least, look));
    }
    return (int) looks;
  }
}
