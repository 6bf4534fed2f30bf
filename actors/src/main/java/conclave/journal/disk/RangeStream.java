package conclave.journal.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Bytes of a file from one offset on, read in chunks; keeps no file open in between. */
public final class RangeStream extends InputStream {
  private static final int CHUNK_BYTES = 64 << 10;

  private final Disk disk;
  private final String file;
  private final long end;
  private byte[] chunk = {};
  private int at;
  private long next;

  public RangeStream(Disk disk, String file, long from, long length) {
    this.disk = disk;
    this.file = file;
    this.next = from;
    this.end = from + length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == chunk.length) {
      refill();
    }
    if (chunk.length == 0) {
      return -1;
    }
    int count = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, into, offset, count);
    at += count;
    return count;
  }

  private void refill() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, end - next));
    if (bytes.hasRemaining()) {
      try (Disk.File handle = disk.open(file)) {
        handle.read(next, bytes);
      }
    }
    chunk = bytes.array();
    next += chunk.length;
    at = 0;
  }
}
