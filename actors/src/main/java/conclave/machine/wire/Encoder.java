package conclave.machine.wire;

import java.util.Arrays;

/**
 * Writes one value into bytes. Numbers are big-endian or varints (seven bits a byte, lowest first);
 * texts are UTF-8. Not for reuse after {@link #toBytes()}, not thread-safe.
 */
public final class Encoder {
  private byte[] buffer;
  private int size;

  /**
   * @param sizeHint bytes that the value is expected to need; more is fine
   */
  public Encoder(int sizeHint) {
    buffer = new byte[Math.max(16, sizeHint)];
  }

  /** One byte, 0 to 255. */
  public Encoder u8(int value) {
    if (value < 0 || value > 255) {
      throw new IllegalArgumentException("not a byte: " + value);
    }
    room(1);
    buffer[size++] = (byte) value;
    return this;
  }

  /** Eight bytes, any value. */
  public Encoder i64(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** One to nine bytes, for a number that is not negative. */
  public Encoder varint(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a varint must not be negative: " + value);
    }
    room(9);
    long left = value;
    while (left > 0x7f) {
      buffer[size++] = (byte) (left & 0x7f | 0x80);
      left >>>= 7;
    }
    buffer[size++] = (byte) left;
    return this;
  }

  /** A text with its length in bytes before it. */
  public Encoder text(String value) {
    byte[] bytes = Utf8.encode(value);
    return varint(bytes.length).rest(bytes);
  }

  /** Bytes without their length: the last part of a value. */
  public Encoder rest(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  /** What was written so far. */
  public byte[] toBytes() {
    return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
  }

  private void room(int bytes) {
    int needed = Math.addExact(size, bytes);
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.max(needed, Math.min(2L * size, 1 << 30)));
    }
  }
}
