package conclave.replica;

import com.typesafe.config.Config;
import conclave.raft.RaftSettings;
import conclave.serialization.Lanes;
import conclave.settings.SettingsReader;
import conclave.settings.SettingsReader.Rule;
import java.time.Duration;
import java.util.Objects;

/**
 * What {@code conclave.raft} in the configuration says; its keys, units and defaults stand in
 * {@code reference.conf}.
 *
 * @param raft times and bounds of every group
 */
public record ReplicaSettings(RaftSettings raft) {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

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
    SettingsReader in = new SettingsReader(config, "conclave.raft");
    long heartbeat =
        in.nanos(
            "heartbeat",
            new Rule<>(
                value -> value > 0 && value <= MINUTE, "be longer than 0 and at most one minute"));
    long electionMin =
        in.nanos(
            "election-timeout-min",
            new Rule<>(
                value -> value >= 2 * heartbeat,
                "be at least two heartbeats, else one lost message costs an election"));
    long electionMax =
        in.nanos(
            "election-timeout-max",
            new Rule<>(
                value -> value > electionMin && value <= 10 * MINUTE,
                "be longer than election-timeout-min, else candidates collide, and at most 10"
                    + " minutes"));
    long append = in.bytes("max-append-bytes", 1, Lanes.ORDINARY_MESSAGE_BYTES);
    long window = in.number("window", 1, 256);
    long uncommitted =
        in.bytes("max-uncommitted-bytes", Lanes.MAX_MESSAGE_BYTES, Long.MAX_VALUE / 8);
    long snapshotAfter = in.bytes("snapshot-after-bytes", 1, Long.MAX_VALUE / 8);
    long keep = in.bytes("keep-bytes", 0, Long.MAX_VALUE / 8);
    long chunk = in.bytes("snapshot-chunk-bytes", 1, Lanes.MAX_PAYLOAD_BYTES);
    in.throwErrors();
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
}
