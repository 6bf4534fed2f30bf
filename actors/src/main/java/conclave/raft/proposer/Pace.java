package conclave.raft.proposer;

/**
 * How fast a node sends snapshots, all its groups and transfers together: whoever wants to send
 * something is told from when on. Any thread may ask.
 */
public final class Pace {

  private static final long SECOND = 1_000_000_000L;

  private final long bytesPerSecond;
  private long freeNanos;
  private boolean begun;

  private Pace(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * @param bytesPerSecond above 0
   */
  public static Pace of(long bytesPerSecond) {
    if (bytesPerSecond <= 0) {
      throw new IllegalArgumentException("a pace of " + bytesPerSecond + " bytes a second");
    }
    return new Pace(bytesPerSecond);
  }

  /** Everything at once. */
  public static Pace unlimited() {
    return new Pace(Long.MAX_VALUE);
  }

  /**
   * Takes the next free time for so many bytes.
   *
   * @param nowNanos of the node's monotonic clock
   * @return when they may be sent: now, or later
   */
  public synchronized long reserve(int bytes, long nowNanos) {
    long at = begun ? Math.max(freeNanos, nowNanos) : nowNanos;
    begun = true;
    freeNanos = at + (long) ((double) bytes * SECOND / bytesPerSecond);
    return at;
  }
}
