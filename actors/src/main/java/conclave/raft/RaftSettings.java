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
 * @param lease whether a leader answers reads by itself for a while, and for how long
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
    int snapshotChunkBytes,
    Lease lease) {

  /**
   * Leases of leaders. Whoever has them on promises each leader that it hears not to vote for
   * another one for {@code election-timeout-min}, and keeps that over a restart.
   *
   * @param enabled whether this node promises that, and as a leader relies on it
   * @param driftBound by which part of a time the clocks of two nodes may differ after it, 0 to 1
   * @param marginNanos what a leader takes off besides, for the grain of clocks
   */
  public record Lease(boolean enabled, double driftBound, long marginNanos) {

    /** No leases. */
    public static final Lease OFF = new Lease(false, 0, 0);

    public Lease {
      check(driftBound >= 0 && driftBound < 1, "drift-bound", driftBound, "must be 0 to 1");
      check(marginNanos >= 0, "margin", marginNanos, "must not be negative");
    }
  }

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
    check(
        !lease.enabled() || leaseNanos(lease, electionMinNanos) >= 2 * heartbeatNanos,
        "lease",
        leaseNanos(lease, electionMinNanos),
        "must be at least two heartbeats, else it ends before it is renewed");
  }

  /** The same with other leases. */
  public RaftSettings with(Lease other) {
    return new RaftSettings(
        heartbeatNanos,
        electionMinNanos,
        electionMaxNanos,
        maxAppendBytes,
        window,
        maxUncommittedBytes,
        snapshotAfterBytes,
        keepBytes,
        snapshotChunkBytes,
        other);
  }

  /**
   * How long a leader may rely on a majority that has heard it, counted from when it spoke: the
   * time that they promise, as its own clock shows it at the least.
   */
  public long leaseNanos() {
    return leaseNanos(lease, electionMinNanos);
  }

  /** For how long a leader may rely on who has heard it; 0 where it may not. */
  public long promisedNanos() {
    return lease.enabled() ? electionMinNanos : 0;
  }

  private static long leaseNanos(Lease lease, long electionMinNanos) {
    return (long) (electionMinNanos * (1 - lease.driftBound())) - lease.marginNanos();
  }

  /** Commands are refused while the log in memory is larger than this: snapshots do not keep up. */
  public long maxLogBytes() {
    return 4 * snapshotAfterBytes + keepBytes + maxUncommittedBytes;
  }

  private static void check(boolean rule, String key, Number value, String sentence) {
    if (!rule) {
      throw new IllegalArgumentException(key + " = " + value + " " + sentence);
    }
  }
}
