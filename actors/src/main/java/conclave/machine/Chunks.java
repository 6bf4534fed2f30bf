package conclave.machine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A machine's section within the stream of a snapshot, of a length that is known only when it was
 * written: chunks of (length, bytes), ended by one of length 0. So a state of a gigabyte is saved
 * in one pass and never held twice, and a machine cannot read into its neighbour's section.
 */
final class Chunks {
  private static final int MAX_CHUNK = 1 << 16;

  private Chunks() {}

  /** Closing ends the section and leaves {@code target} open. */
  static final class Out extends OutputStream {
    private final DataOutputStream target;
    private final byte[] chunk = new byte[MAX_CHUNK];
    private int size;

    Out(DataOutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
      chunk[size++] = (byte) b;
      if (size == MAX_CHUNK) {
        flushChunk();
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int at = from;
      int left = length;
      while (left > 0) {
        int part = Math.min(left, MAX_CHUNK - size);
        System.arraycopy(bytes, at, chunk, size, part);
        size += part;
        at += part;
        left -= part;
        if (size == MAX_CHUNK) {
          flushChunk();
        }
      }
    }

    @Override
    public void close() throws IOException {
      flushChunk();
      target.writeInt(0);
    }

    private void flushChunk() throws IOException {
      if (size > 0) {
        target.writeInt(size);
        target.write(chunk, 0, size);
        size = 0;
      }
    }
  }

  /** Ends where the section ends. */
  static final class In extends InputStream {
    private final DataInputStream source;
    private int left;
    private boolean ended;

    In(DataInputStream source) {
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0 && !nextChunk()) {
        return -1;
      }
      int count = source.read(bytes, from, Math.min(length, left));
      if (count < 0) {
        throw new EOFException("the snapshot ends within a section");
      }
      left -= count;
      return count;
    }

    private boolean nextChunk() throws IOException {
      if (!ended) {
        left = source.readInt();
        if (left < 0 || left > MAX_CHUNK) {
          throw new IOException("a chunk of " + left + " bytes, not of 0 to " + MAX_CHUNK);
        }
        ended = left == 0;
      }
      return !ended;
    }
  }
}
