package conclave.replica;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import conclave.raft.RaftSettings;
import conclave.serialization.Lanes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What {@code conclave.raft} in the configuration says; its keys, units and defaults stand in
 * {@code reference.conf}.
 *
 * @param raft times and bounds of every group
 */
public record ReplicaSettings(RaftSettings raft) {

  public ReplicaSettings {
    Objects.requireNonNull(raft);
  }

  /**
   * Reads {@code config}, the whole configuration of an ActorSystem.
   *
   * @throws IllegalArgumentException naming every wrong key at once, one a line: its path, its
   *     value, where that was set, and the rule it breaks
   */
  public static ReplicaSettings create(Config config) {
    return new Reader(config).read();
  }

  /** Collects errors while it reads. */
  private static final class Reader {
    private static final String SECTION = "conclave.raft.";
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Config config;
    private final List<String> errors = new ArrayList<>();

    Reader(Config config) {
      this.config = config;
    }

    ReplicaSettings read() {
      long heartbeat =
          nanos(
              "heartbeat",
              value -> value > 0 && value <= MINUTE,
              "be longer than 0 and at most one minute");
      long electionMin =
          nanos(
              "election-timeout-min",
              value -> value >= 2 * heartbeat,
              "be at least two heartbeats, else one lost message costs an election");
      long electionMax =
          nanos(
              "election-timeout-max",
              value -> value > electionMin && value <= 10 * MINUTE,
              "be longer than election-timeout-min, else candidates collide, and at most 10 minutes");
      long append = bytes("max-append-bytes", 1, Lanes.ORDINARY_MESSAGE_BYTES);
      long window = number("window", 1, 256);
      long uncommitted =
          bytes("max-uncommitted-bytes", Lanes.MAX_MESSAGE_BYTES, Long.MAX_VALUE / 8);
      long snapshotAfter = bytes("snapshot-after-bytes", 1, Long.MAX_VALUE / 8);
      long keep = bytes("keep-bytes", 0, Long.MAX_VALUE / 8);
      long chunk = bytes("snapshot-chunk-bytes", 1, Lanes.MAX_PAYLOAD_BYTES);
      if (!errors.isEmpty()) {
        throw new IllegalArgumentException(
            "%d wrong settings:\n  %s".formatted(errors.size(), String.join("\n  ", errors)));
      }
      return new ReplicaSettings(
          new RaftSettings(
              heartbeat,
              electionMin,
              electionMax,
              (int) append,
              (int) window,
              uncommitted,
              snapshotAfter,
              keep,
              (int) chunk));
    }

    private long nanos(String key, Predicate<Long> rule, String sentence) {
      return value(path -> config.getDuration(path).toNanos(), key, rule, sentence);
    }

    private long bytes(String key, long min, long max) {
      String sentence = "be " + min + " to " + max + " bytes";
      return value(config::getBytes, key, value -> value >= min && value <= max, sentence);
    }

    private long number(String key, long min, long max) {
      String sentence = "be " + min + " to " + max;
      return value(config::getLong, key, value -> value >= min && value <= max, sentence);
    }

    /** The value, or 0 after having noted an error; 0 breaks no other key's rule. */
    private long value(Getter getter, String key, Predicate<Long> rule, String sentence) {
      String path = SECTION + key;
      try {
        long value = getter.get(path);
        if (rule.test(value)) {
          return value;
        }
        errors.add(path + " = " + shown(path) + " must " + sentence);
      } catch (ConfigException.Missing e) {
        errors.add(path + " is not set and must " + sentence);
      } catch (ConfigException | ArithmeticException e) {
        errors.add(path + " = " + shown(path) + " is not understood: " + e.getMessage());
      }
      return 0;
    }

    private String shown(String path) {
      return config.getValue(path).unwrapped()
          + " ("
          + config.getValue(path).origin().description()
          + ")";
    }
  }

  @FunctionalInterface
  private interface Getter {
    long get(String path);
  }
}
