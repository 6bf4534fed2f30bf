package conclave.map.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.MalformedException;
import java.util.Arrays;
import java.util.Objects;

/**
 * What changes maps.
 *
 * <pre>
 *   [format 1][kind 1] condition, map, key, value...     PUT
 *   [format 1][kind 2] condition, map, key               DELETE
 * </pre>
 *
 * Names and keys have 1 to {@value #MAX_NAME_BYTES} bytes of UTF-8; constructors refuse others with
 * an IllegalArgumentException, and so does the machine, with {@link MapReply.Malformed}. The size
 * of a value is for the caller to limit.
 */
public sealed interface MapCommand {
  int FORMAT = 1;

  /** The greatest length of a map's name and of a key, in bytes of UTF-8. */
  int MAX_NAME_BYTES = 1024;

  String map();

  String key();

  Condition condition();

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static MapCommand decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("map command", bytes).format(FORMAT);
    int kind = in.u8();
    if (kind != Put.KIND && kind != Delete.KIND) {
      throw in.malformed("kind " + kind + " is unknown");
    }
    Condition condition = Condition.decode(in);
    String map = in.text(1, MAX_NAME_BYTES);
    String key = in.text(1, MAX_NAME_BYTES);
    if (kind == Put.KIND) {
      return new Put(map, key, in.rest(), condition);
    }
    in.end();
    return new Delete(map, key, condition);
  }

  /** Writes {@code value} under a new version. */
  record Put(String map, String key, byte[] value, Condition condition) implements MapCommand {
    static final int KIND = 1;

    public Put {
      Names.require(map, key);
      Objects.requireNonNull(value);
      Objects.requireNonNull(condition);
    }

    @Override
    public byte[] encode() {
      return Names.header(KIND, this, value.length).rest(value).toBytes();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Put that
          && map.equals(that.map)
          && key.equals(that.key)
          && condition.equals(that.condition)
          && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Objects.hash(map, key, condition, Arrays.hashCode(value));
    }

    @Override
    public String toString() {
      return "Put[%s/%s, %dB, %s]".formatted(map, key, value.length, condition);
    }
  }

  /** Removes the key. */
  record Delete(String map, String key, Condition condition) implements MapCommand {
    static final int KIND = 2;

    public Delete {
      Names.require(map, key);
      Objects.requireNonNull(condition);
    }

    @Override
    public byte[] encode() {
      return Names.header(KIND, this, 0).toBytes();
    }
  }
}
