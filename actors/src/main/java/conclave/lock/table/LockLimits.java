package conclave.lock.table;

/**
 * Bounds of the table; beyond them an Acquire is answered {@link LockReply.Full}. They decide
 * replies, so they are the same on every replica: snapshots carry them, and one that was made under
 * others is refused.
 *
 * @param maxLocks locks that are held at one time
 * @param maxWaiters who waits at one time, for all locks together
 * @param maxWaitersOfOne who waits at one time for one lock
 * @param maxBytes what all of them may count: bytes of names and owners, plus {@value
 *     #OVERHEAD_BYTES} for each lock and each waiter
 */
public record LockLimits(int maxLocks, int maxWaiters, int maxWaitersOfOne, long maxBytes) {
  static final int OVERHEAD_BYTES = 200;

  /** 100,000 locks, as many waiters, 4,096 of them for one lock, and 64 MiB. */
  public static final LockLimits STANDARD = new LockLimits(100_000, 100_000, 4_096, 64L << 20);

  public LockLimits {
    if (maxLocks < 1 || maxWaiters < 1 || maxWaitersOfOne < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "limits of locks must be positive: %d locks, %d waiters, %d of one, %d bytes"
              .formatted(maxLocks, maxWaiters, maxWaitersOfOne, maxBytes));
    }
  }
}
