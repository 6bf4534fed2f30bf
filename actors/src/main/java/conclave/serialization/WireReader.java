package conclave.serialization;

import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Takes values from a buffer that anybody may have filled. Every length is checked against the
 * bytes that are left and against a limit before anything is allocated. Equal values have one
 * encoding only: a varint that is longer than need be is refused. Failures are {@link
 * IllegalArgumentException}s that say what and which value; {@link WireCodec} adds where.
 */
final class WireReader {

  static final int MAX_COUNT = 65_536;
  static final int MAX_NAME_BYTES = 255;

  /** 9 groups of 7 bits hold every {@code long} that is not negative. */
  private static final int MAX_VARINT_BYTES = 9;

  private final ByteBuffer in;

  /** Reads up to the limit of {@code source}, whose position does not move. */
  WireReader(ByteBuffer source) {
    this.in = source.duplicate().order(ByteOrder.BIG_ENDIAN);
  }

  int position() {
    return in.position();
  }

  /** Refuses what is left over. */
  void end() {
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes too many");
    }
  }

  byte code(String what) {
    need(what, 1);
    return in.get();
  }

  boolean flag(String what) {
    byte code = code(what);
    if (code != 0 && code != 1) {
      throw new IllegalArgumentException(what + " " + code + " must be 0 or 1");
    }
    return code == 1;
  }

  long fixed(String what) {
    need(what, Long.BYTES);
    return in.getLong();
  }

  long number(String what) {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte next = code(what);
      value |= (long) (next & 0x7f) << (7 * i);
      if (next > 0 || (next == 0 && i == 0)) {
        return value;
      }
      if (next == 0) {
        throw new IllegalArgumentException(what + " " + value + " has superfluous bytes");
      }
    }
    throw new IllegalArgumentException(what + " has more than " + MAX_VARINT_BYTES + " bytes");
  }

  /** A number up to {@code max}. */
  int number(String what, int max) {
    long value = number(what);
    if (value > max) {
      throw new IllegalArgumentException(what + " " + value + " is more than " + max);
    }
    return (int) value;
  }

  /** How many elements follow, each of at least {@code elementBytes}. */
  int count(String what, int elementBytes) {
    int count = number("count of " + what, MAX_COUNT);
    need(count + " " + what, (long) count * elementBytes);
    return count;
  }

  byte[] bytes(String what, int max) {
    int length = number("length of " + what, max);
    need(what, length);
    byte[] value = new byte[length];
    in.get(value);
    return value;
  }

  List<byte[]> payloads(String what) {
    byte[][] values = new byte[count(what, 1)][];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes(what, Lanes.MAX_PAYLOAD_BYTES);
    }
    return List.of(values);
  }

  String text(String what, int max) {
    byte[] utf8 = bytes(what, max);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(what + " of " + utf8.length + " bytes is not UTF-8", e);
    }
  }

  NodeId node(String what) {
    String name = text(what, MAX_NAME_BYTES);
    return new NodeId(name, fixed("incarnation of " + what));
  }

  EntryId entryId() {
    long term = number("term");
    return new EntryId(term, number("index"));
  }

  private void need(String what, long bytes) {
    if (bytes > in.remaining()) {
      throw new IllegalArgumentException(
          what + " needs " + bytes + " bytes where " + in.remaining() + " are left");
    }
  }
}
