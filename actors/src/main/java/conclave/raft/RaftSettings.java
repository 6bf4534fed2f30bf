package conclave.raft;

/**
 * Times and bounds of one group. All times in nanoseconds of a monotonic clock, all sizes in bytes.
 *
 * @param heartbeatNanos how often a leader shows that it is there
 * @param electionMinNanos a follower that heard nothing for this long may campaign, and votes for
 *     others again (leader stickiness)
 * @param electionMaxNanos the longest a follower waits; also how long a leader goes on without a
 *     majority's answers (check-quorum)
 * @param maxAppendBytes the most entries in one message; a single larger entry still travels alone
 * @param window how many appends to one follower may be unanswered
 * @param maxUncommittedBytes proposals beyond this are refused as overload
 * @param snapshotAfterBytes a snapshot is wanted once so much log was applied since the last one
 * @param keepBytes log kept behind a snapshot for followers that are a little behind
 * @param snapshotChunkBytes size of one part of a snapshot on the wire
 */
public record RaftSettings(
    long heartbeatNanos,
    long electionMinNanos,
    long electionMaxNanos,
    int maxAppendBytes,
    int window,
    long maxUncommittedBytes,
    long snapshotAfterBytes,
    long keepBytes,
    int snapshotChunkBytes) {

  public RaftSettings {
    check(heartbeatNanos > 0, "heartbeat", heartbeatNanos, "must be positive");
    check(
        electionMinNanos >= 2 * heartbeatNanos,
        "election-timeout-min",
        electionMinNanos,
        "must be at least two heartbeats, else one lost message costs an election");
    check(
        electionMaxNanos > electionMinNanos,
        "election-timeout-max",
        electionMaxNanos,
        "must exceed election-timeout-min, else candidates collide");
    check(maxAppendBytes > 0, "max-append-bytes", maxAppendBytes, "must be positive");
    check(window > 0, "window", window, "must be positive");
    check(
        maxUncommittedBytes >= maxAppendBytes,
        "max-uncommitted-bytes",
        maxUncommittedBytes,
        "must hold at least one append");
    check(snapshotAfterBytes > 0, "snapshot-after-bytes", snapshotAfterBytes, "must be positive");
    check(keepBytes >= 0, "keep-bytes", keepBytes, "must not be negative");
    check(snapshotChunkBytes > 0, "snapshot-chunk-bytes", snapshotChunkBytes, "must be positive");
  }

  /** Commands are refused while the log in memory is larger than this: snapshots do not keep up. */
  public long maxLogBytes() {
    return 4 * snapshotAfterBytes + keepBytes + maxUncommittedBytes;
  }

  private static void check(boolean rule, String key, long value, String sentence) {
    if (!rule) {
      throw new IllegalArgumentException(key + " = " + value + " " + sentence);
    }
  }
}
