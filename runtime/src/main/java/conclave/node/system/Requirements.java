package conclave.node.system;

import akka.actor.typed.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import conclave.replica.peers.Bulk;
import conclave.serialization.CborSerializable;
import conclave.serialization.Wire;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What Conclave needs of Akka's settings. Under any other a node would start, and fail later in a
 * way that nobody would trace back to them: so each has a sentence here that says what is wrong,
 * why, and what to write.
 */
public final class Requirements {

  private static final String ARTERY = "akka.remote.artery.";
  private static final String ADVANCED = ARTERY + "advanced.";
  private static final String SERIALIZE = "akka.actor.serialize-messages";
  private static final String UNVERIFIED =
      "akka.actor.no-serialization-verification-needed-class-prefix";
  private static final String OURS = "conclave.";
  private static final String RESTARTS = ADVANCED + "outbound-max-restarts";
  private static final long FRAME = 256 << 10;
  private static final long LARGE_FRAME = 2 << 20;

  private static final String REMEDY =
      "all of Akka's settings that Conclave needs are in one file: begin application.conf with"
          + " include classpath(\"conclave-akka.conf\")";

  /**
   * One of them.
   *
   * @param key which is read
   * @param kept whether the configuration keeps to it
   * @param rule what it must be, and why
   */
  private record Requirement(String key, Predicate<Config> kept, String rule) {}

  private static final List<Requirement> ALL =
      List.of(
          new Requirement(
              "akka.actor.provider",
              all -> all.getString("akka.actor.provider").matches("cluster|akka\\.cluster\\..*"),
              "must be cluster: nodes talk through Akka's remoting"),
          new Requirement(
              SERIALIZE,
              all -> !all.getBoolean(SERIALIZE) || all.getStringList(UNVERIFIED).contains(OURS),
              "must be off: what actors of one node tell each other holds functions; or %s has \"%s\""
                  .formatted(UNVERIFIED, OURS)),
          new Requirement(
              ARTERY + "enabled",
              all -> all.getBoolean(ARTERY + "enabled"),
              "must be on: nodes talk through it"),
          new Requirement(
              ARTERY + "transport",
              all -> all.getString(ARTERY + "transport").matches("tcp|tls-tcp"),
              "must be tcp or tls-tcp"),
          new Requirement(
              ARTERY + "large-message-destinations",
              all ->
                  all.getStringList(ARTERY + "large-message-destinations").stream()
                      .anyMatch(Requirements::coversBulk),
              "must hold \"/system/%s\": snapshots and large values are dropped without"
                  .formatted(Bulk.NAME)),
          new Requirement(
              ADVANCED + "maximum-frame-size",
              all -> all.getBytes(ADVANCED + "maximum-frame-size") >= FRAME,
              "must be at least 256KiB, to hold a message between nodes"),
          new Requirement(
              ADVANCED + "maximum-large-frame-size",
              all -> all.getBytes(ADVANCED + "maximum-large-frame-size") >= LARGE_FRAME,
              "must be at least 2MiB, to hold a large value"),
          new Requirement(
              ADVANCED + "compression.actor-refs.max",
              all -> all.getString(ADVANCED + "compression.actor-refs.max").matches("off|0"),
              "must be off: what is told to a path before there is somebody would be lost for"
                  + " minutes after"),
          new Requirement(
              RESTARTS,
              Requirements::outlivesAPeer,
              "is too few for outbound-restart-backoff: a peer that is down would end this"
                  + " ActorSystem; write 1000000000"));

  private Requirements() {}

  /** A sentence for each that is not kept; none when all is well. */
  public static List<String> broken(ActorSystem<?> system) {
    Config all = system.settings().config();
    List<String> broken = new ArrayList<>();
    for (Requirement each : ALL) {
      if (!isKept(each, all)) {
        broken.add("%s: %s".formatted(shown(each.key(), all), each.rule()));
      }
    }
    if (!broken.isEmpty()) {
      broken.add(REMEDY);
    }
    broken.addAll(withoutSerializer(system));
    return broken;
  }

  private static boolean isKept(Requirement requirement, Config all) {
    try {
      return requirement.kept().test(all);
    } catch (ConfigException e) {
      return false; // a value of the wrong kind is a wrong value
    }
  }

  private static String shown(String key, Config all) {
    if (!all.hasPathOrNull(key)) {
      return key + " (missing)";
    }
    ConfigValue value = all.getValue(key);
    return "%s = %s (%s)"
        .formatted(key, value.render(ConfigRenderOptions.concise()), value.origin().description());
  }

  /** Akka's patterns: a last segment of one star is any child, of two anything below. */
  private static boolean coversBulk(String pattern) {
    return List.of("/system/" + Bulk.NAME, "/system/*", "/system/**", "/**").contains(pattern);
  }

  /**
   * A connection that fails so often within the time-out ends the ActorSystem, and to a peer that
   * is down it fails after each back-off.
   */
  private static boolean outlivesAPeer(Config all) {
    long backoff = all.getDuration(ADVANCED + "outbound-restart-backoff").toMillis();
    long within = all.getDuration(ADVANCED + "outbound-restart-timeout").toMillis();
    return all.getInt(RESTARTS) * Math.max(backoff, 1) >= within;
  }

  private static List<String> withoutSerializer(ActorSystem<?> system) {
    Serialization serialization = SerializationExtension.get(system);
    List<String> missing = new ArrayList<>();
    for (Class<?> type : List.of(Wire.class, CborSerializable.class)) {
      try {
        serialization.serializerFor(type);
      } catch (NotSerializableException e) {
        missing.add(
            "akka.actor.serialization-bindings: nothing for %s; where all jars are made one, their reference.conf files must be joined (%s)"
                .formatted(type.getName(), e.getMessage()));
      }
    }
    return missing;
  }
}
