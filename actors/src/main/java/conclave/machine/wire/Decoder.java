package conclave.machine.wire;

import java.util.Arrays;

/**
 * Reads what {@link Encoder} wrote, and nothing else: a varint with needless bytes, a text that is
 * not UTF-8, a missing or a surplus byte is a {@link MalformedException}. Never reads beyond the
 * array and never allocates more than the array holds, whatever the bytes say.
 */
public final class Decoder {
  private final String what;
  private final byte[] bytes;
  private int at;

  /**
   * @param what names the value in errors, for example "map command"
   */
  public Decoder(String what, byte[] bytes) {
    this.what = what;
    this.bytes = bytes;
  }

  public int u8() throws MalformedException {
    need(1);
    return bytes[at++] & 0xff;
  }

  /** Reads the format version, which must be {@code known}. */
  public Decoder format(int known) throws MalformedException {
    int format = u8();
    if (format != known) {
      at--;
      throw malformed("format " + format + " is unknown, this build reads " + known);
    }
    return this;
  }

  public long i64() throws MalformedException {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | bytes[at++] & 0xff;
    }
    return value;
  }

  /** A varint of at least {@code min}; its largest value is that of a long. */
  public long varint(long min) throws MalformedException {
    int start = at;
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        if (b == 0 && shift > 0) {
          throw new MalformedException(what, start, "a number with needless bytes");
        }
        if (value < min) {
          throw new MalformedException(what, start, value + " is less than " + min);
        }
        return value;
      }
    }
    throw new MalformedException(what, start, "a number beyond 63 bits");
  }

  /** A text of {@code min} to {@code max} bytes. */
  public String text(int min, int max) throws MalformedException {
    int start = at;
    long length = varint(0);
    if (length < min || length > max) {
      throw new MalformedException(
          what, start, "a text of " + length + " bytes, not of " + min + " to " + max);
    }
    need((int) length);
    String text = Utf8.decodeOrNull(Arrays.copyOfRange(bytes, at, at + (int) length));
    if (text == null) {
      throw malformed("a text that is not UTF-8");
    }
    at += (int) length;
    return text;
  }

  /** All bytes that are left, maybe none; a copy. */
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
    at = bytes.length;
    return rest;
  }

  public int remaining() {
    return bytes.length - at;
  }

  /** Checks that nothing is left. */
  public void end() throws MalformedException {
    if (at != bytes.length) {
      throw malformed(remaining() + " surplus bytes");
    }
  }

  /** An error at the present offset. */
  public MalformedException malformed(String why) {
    return new MalformedException(what, at, why);
  }

  private void need(int count) throws MalformedException {
    if (count > remaining()) {
      throw malformed("it ends where " + count + " more bytes are due");
    }
  }
}
