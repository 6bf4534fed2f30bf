package conclave.machine;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Whether bytes that pass by are what {@link Machines#save} wrote, whole and unharmed: it ends with
 * a checksum of all before. So a snapshot that comes from elsewhere is known to be good before
 * anything is given up for it; nothing is decoded.
 */
public final class SnapshotCheck {

  private static final int CHECKSUM_BYTES = 4;

  private final CRC32C crc = new CRC32C();

  /** The last bytes so far, oldest first: they may be the checksum. */
  private final byte[] tail = new byte[CHECKSUM_BYTES];

  private int held;

  /** The next part. */
  public void update(byte[] part) {
    int from = Math.max(0, part.length - CHECKSUM_BYTES);
    int later = part.length - from;
    int settled = Math.max(0, held + later - CHECKSUM_BYTES);
    crc.update(tail, 0, settled);
    crc.update(part, 0, from);
    System.arraycopy(tail, settled, tail, 0, held - settled);
    System.arraycopy(part, from, tail, held - settled, later);
    held += later - settled;
  }

  /** Whether what has passed so far is a whole snapshot. */
  public boolean intact() {
    return held == CHECKSUM_BYTES && ByteBuffer.wrap(tail).getInt() == (int) crc.getValue();
  }
}
