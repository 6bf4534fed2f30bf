package conclave.machine.keys;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Bounds of the table of kept answers; a new key beyond them is refused, and no old one makes way
 * for it. They decide results, so they must be the same on every replica of a group: snapshots
 * carry them, and one that was made under others is refused.
 *
 * @param maxKeys answers that are kept
 * @param maxBytes what they may count: bytes of the reply plus {@value #OVERHEAD_BYTES} for each
 *     answer, near what it takes of the heap. The last one may exceed it by its reply
 */
public record KeyLimits(int maxKeys, long maxBytes) {

  /** Part of the format, since it decides. */
  public static final int OVERHEAD_BYTES = 256;

  /**
   * The limits of every group: 200,000 answers and 64 MiB. Kept for ten minutes, that is more than
   * 300 new keys a second.
   */
  public static final KeyLimits STANDARD = new KeyLimits(200_000, 64L << 20);

  public KeyLimits {
    if (maxKeys < 1 || maxBytes < OVERHEAD_BYTES) {
      throw new IllegalArgumentException(
          "limits of keys must have room for one: maxKeys %d, maxBytes %d"
              .formatted(maxKeys, maxBytes));
    }
  }

  /** Writes them into a snapshot. */
  public void save(DataOutput out) throws IOException {
    out.writeInt(maxKeys);
    out.writeLong(maxBytes);
  }

  /** Reads what {@link #save} wrote, which must be the same. */
  public void requireSame(DataInput in) throws IOException {
    int keys = in.readInt();
    long bytes = in.readLong();
    if (keys != maxKeys || bytes != maxBytes) {
      throw new IOException(
          "it was saved under limits of %d keys and %d bytes, this replica has %s"
              .formatted(keys, bytes, this));
    }
  }
}
