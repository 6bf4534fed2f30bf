package conclave.map.table;

/**
 * Bounds of one map machine; beyond them a Put is answered {@link MapReply.Full}. They decide
 * replies, so they must be the same on every replica of a group: snapshots carry them, and one that
 * was made under others is refused. The two overheads decide replies as well, and stay as they are.
 *
 * @param maxBytes what all entries may count: bytes of key and value plus {@value
 *     #ENTRY_OVERHEAD_BYTES} for each entry, bytes of its name plus {@value #MAP_OVERHEAD_BYTES}
 *     for each map that holds something; near what they take of the heap
 * @param maxEntries entries in all maps together
 */
public record MapLimits(long maxBytes, int maxEntries) {
  static final int ENTRY_OVERHEAD_BYTES = 144;
  static final int MAP_OVERHEAD_BYTES = 256;

  /** 1 GiB and 10 million entries. */
  public static final MapLimits STANDARD = new MapLimits(1L << 30, 10_000_000);

  public MapLimits {
    if (maxBytes < 1 || maxEntries < 1) {
      throw new IllegalArgumentException(
          "limits of a map must be positive: maxBytes " + maxBytes + ", maxEntries " + maxEntries);
    }
  }
}
