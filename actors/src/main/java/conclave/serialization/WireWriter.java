package conclave.serialization;

import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Puts values into a buffer; {@link WireReader} is its mirror. Numbers that are never negative are
 * varints (7 bits a byte, low bits first, in as few bytes as will do), the others 8 bytes with the
 * highest first, whatever the order of the buffer: Akka's are little-endian.
 */
final class WireWriter {

  private final ByteBuffer out;

  /** Appends to {@code target}; {@link #position} tells how far. */
  WireWriter(ByteBuffer target) {
    this.out = target.duplicate().order(ByteOrder.BIG_ENDIAN);
  }

  int position() {
    return out.position();
  }

  WireWriter code(int value) {
    out.put((byte) value);
    return this;
  }

  WireWriter flag(boolean value) {
    return code(value ? 1 : 0);
  }

  WireWriter fixed(long value) {
    out.putLong(value);
    return this;
  }

  WireWriter number(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " " + value + " must not be negative");
    }
    long rest = value;
    while (rest > 0x7f) {
      out.put((byte) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
    return this;
  }

  WireWriter bytes(String what, byte[] value, int max) {
    if (value.length > max) {
      throw new IllegalArgumentException(
          what + " of " + value.length + " bytes is longer than " + max);
    }
    number(what, value.length);
    out.put(value);
    return this;
  }

  WireWriter payloads(String what, List<byte[]> values) {
    count(what, values.size());
    for (byte[] value : values) {
      bytes(what, value, Lanes.MAX_PAYLOAD_BYTES);
    }
    return this;
  }

  WireWriter count(String what, int size) {
    if (size > WireReader.MAX_COUNT) {
      throw new IllegalArgumentException(
          size + " " + what + " are more than " + WireReader.MAX_COUNT);
    }
    return number(what, size);
  }

  WireWriter text(String what, String value, int max) {
    return bytes(what, value.getBytes(StandardCharsets.UTF_8), max);
  }

  WireWriter node(String what, NodeId node) {
    return text(what, node.name(), WireReader.MAX_NAME_BYTES).fixed(node.incarnation());
  }

  WireWriter entryId(EntryId id) {
    return number("term", id.term()).number("index", id.index());
  }
}
