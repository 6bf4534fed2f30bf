package conclave.machine.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strict UTF-8: a text has exactly one encoding, and what has none is refused, not replaced. */
public final class Utf8 {
  private Utf8() {}

  /** The bytes of {@code text}; one with an unpaired surrogate is an IllegalArgumentException. */
  public static byte[] encode(String text) {
    length(text); // getBytes() would put a question mark for an unpaired surrogate
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The text of {@code bytes}, or null if they are not UTF-8. */
  static String decodeOrNull(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // Malformed input decodes to U+FFFD, which encodes to other bytes than those it came from.
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) ? text : null;
  }

  /**
   * How many bytes {@link #encode} returns, without making them.
   *
   * @throws IllegalArgumentException if {@code text} has an unpaired surrogate
   */
  public static int length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        length += 1;
      } else if (c < 0x800) {
        length += 2;
      } else if (!Character.isSurrogate(c)) {
        length += 3;
      } else {
        requirePair(text, i);
        length += 4;
        i++;
      }
    }
    return length;
  }

  private static void requirePair(String text, int at) {
    boolean paired =
        at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    if (!paired) {
      throw new IllegalArgumentException("no UTF-8: an unpaired surrogate at position " + at);
    }
  }

  /**
   * Checks a name: its length in bytes and that it has a UTF-8 form.
   *
   * @return {@code text}
   * @throws IllegalArgumentException naming {@code what} and the offending length
   */
  public static String requireLength(String what, String text, int min, int max) {
    int length = length(text);
    if (length < min || length > max) {
      throw new IllegalArgumentException(
          what + " must have " + min + " to " + max + " bytes of UTF-8, not " + length);
    }
    return text;
  }
}
