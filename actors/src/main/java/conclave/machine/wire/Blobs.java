package conclave.machine.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Byte strings and texts in the stream of a snapshot: four bytes of length, then the bytes. A
 * damaged length costs a refusal, not the memory that it asks for: space grows as bytes arrive.
 */
public final class Blobs {
  private static final int STEP = 1 << 16;

  private Blobs() {}

  public static void write(DataOutput out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public static void writeText(DataOutput out, String text) throws IOException {
    write(out, Utf8.encode(text));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException also when the length is negative or above {@code max}
   */
  public static byte[] read(DataInput in, int max) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > max) {
      throw new IOException("a length of " + length + " bytes, not of 0 to " + max);
    }
    byte[] bytes = new byte[Math.min(length, STEP)];
    in.readFully(bytes);
    for (int have = bytes.length; have < length; have = bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * have));
      in.readFully(bytes, have, bytes.length - have);
    }
    return bytes;
  }

  /** Reads what {@link #writeText} wrote, of {@code max} bytes at most. */
  public static String readText(DataInput in, int max) throws IOException {
    String text = Utf8.decodeOrNull(read(in, max));
    if (text == null) {
      throw new IOException("a text that is not UTF-8");
    }
    return text;
  }

  /** Reads a count of things, 0 to {@code max}. */
  public static int readCount(DataInput in, int max) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > max) {
      throw new IOException("a count of " + count + ", not of 0 to " + max);
    }
    return count;
  }
}
