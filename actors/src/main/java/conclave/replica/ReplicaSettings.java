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
 * @param snapshotBytesPerSecond what this node sends of snapshots, all groups and peers together
 * @param snapshotAfterTime a snapshot is taken after so long, if there is anything new
 * @param checkInterval how often the machines of all members are compared; zero: never
 */
public record ReplicaSettings(
    RaftSettings raft,
    long snapshotBytesPerSecond,
    Duration snapshotAfterTime,
    Duration checkInterval) {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long DAY = Duration.ofDays(1).toNanos();
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
    long pace = in.bytes("snapshot-bytes-per-second", 1, Long.MAX_VALUE / 8);
    long every =
        in.nanos(
            "snapshot-after-time",
            new Rule<>(
                value -> value >= SECOND && value <= 10_000 * DAY,
                "be 1 s to 10000 days: each takes the writing of the whole state"));
    RaftSettings.Lease lease = lease(in, electionMin, heartbeat);
    long check =
        in.nanos(
            "check-interval",
            new Rule<>(
                value -> value == 0 || value >= SECOND && value <= 10_000 * DAY,
                "be 0, for never, or 1 s to 10000 days: each takes the hashing of the whole"
                    + " state"));
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
            (int) chunk,
            lease),
        pace,
        Duration.ofNanos(every),
        Duration.ofNanos(check));
  }

  private static RaftSettings.Lease lease(SettingsReader in, long electionMin, long heartbeat) {
    boolean enabled = in.flag("lease.enabled");
    double drift = in.fraction("lease.drift-bound", 0, 0.5);
    long left = (long) (electionMin * (1 - drift)) - 2 * heartbeat;
    long margin =
        in.nanos(
            "lease.margin",
            new Rule<>(
                value -> value >= 0 && (!enabled || value <= left),
                "be 0 or longer, and leave two heartbeats of election-timeout-min, less its share"
                    + " for drift, else a lease ends before it is renewed"));
    return new RaftSettings.Lease(enabled, drift, margin);
  }
}
