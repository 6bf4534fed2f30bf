package conclave.cluster.internal;

import akka.cluster.sbr.SplitBrainResolverProvider;
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
  private static final String GIVE_UP = "give-up-after";
  private static final String PAUSE = "akka.cluster.failure-detector.acceptable-heartbeat-pause";
  private static final String STABLE = "akka.cluster.split-brain-resolver.stable-after";

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
        new Patience(looks(section, "doubt-after", look, 1), looks(section, GIVE_UP, look, 1));
    String provider = enabled ? config.getString(PROVIDER) : "";
    boolean judges = provider.equals(LogDowningProvider.class.getName());
    if (judges) {
      requireLonger(config, SECTION + "." + DOWN);
    } else if (provider.equals(SplitBrainResolverProvider.class.getName())) {
      requireLonger(config, STABLE);
    }
    return new AkkaClusterSettings(enabled, look, patience, Grace.of(answer), judges);
  }

  /** Another cluster is founded no sooner than whoever is cut off from the former has ended. */
  private static void requireLonger(Config config, String ends) {
    Duration given = config.getDuration(SECTION + "." + GIVE_UP);
    Duration least = config.getDuration(PAUSE).plus(config.getDuration(ends));
    if (given.compareTo(least) <= 0) {
      throw new IllegalArgumentException(
          "%s.%s = %s must be longer than %s, when a member that is cut off has ended itself: %s = %s and %s = %s"
              .formatted(
                  SECTION,
                  GIVE_UP,
                  given,
                  least,
                  PAUSE,
                  config.getDuration(PAUSE),
                  ends,
                  config.getDuration(ends)));
    }
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
