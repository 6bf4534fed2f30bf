package conclave.map.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a map answers.
 *
 * <pre>
 *   [format 1][kind 1] version               WRITTEN      [format 1][kind 5] version   DELETED
 *   [format 1][kind 2] version               MISMATCH     [format 1][kind 6]           FULL
 *   [format 1][kind 3]                       NOT_FOUND    [format 1][kind 7]           MALFORMED
 *   [format 1][kind 4] version, value...     FOUND        [format 1][kind 8] more, key, key... KEYS
 *                                                         [format 1][kind 9] entries   SIZE
 *                                                         [format 1][kind 10] version  BEHIND
 * </pre>
 */
public sealed interface MapReply {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static MapReply decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("map reply", bytes).format(FORMAT);
    int kind = in.u8();
    MapReply reply =
        switch (kind) {
          case Written.KIND -> new Written(in.varint(1));
          case Mismatch.KIND -> new Mismatch(in.varint(0));
          case NotFound.KIND -> new NotFound();
          case Found.KIND -> new Found(in.varint(1), in.rest());
          case Deleted.KIND -> new Deleted(in.varint(1));
          case Full.KIND -> new Full();
          case Malformed.KIND -> new Malformed();
          case Keys.KIND -> Keys.decode(in);
          case Size.KIND -> new Size(in.varint(0));
          case Behind.KIND -> new Behind(in.varint(0));
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return reply;
  }

  /** Whether it says what became of a command, rather than that it could not be looked at now. */
  static boolean settles(byte[] reply) {
    int kind = reply[1];
    return kind != Full.KIND && kind != Malformed.KIND;
  }

  /** Whether it says that this replica is not as fresh as it was asked to be. */
  static boolean isBehind(byte[] reply) {
    return reply[1] == Behind.KIND;
  }

  private static Encoder header(int kind) {
    return new Encoder(16).u8(FORMAT).u8(kind);
  }

  /** Done: the key has that value, under this new version. */
  record Written(long version) implements MapReply {
    static final int KIND = 1;

    public Written {
      requireAtLeast(1, version);
    }

    @Override
    public byte[] encode() {
      return header(KIND).varint(version).toBytes();
    }
  }

  /** Not done: the condition failed; the key has this version, 0 where it is absent. */
  record Mismatch(long version) implements MapReply {
    static final int KIND = 2;

    public Mismatch {
      requireAtLeast(0, version);
    }

    @Override
    public byte[] encode() {
      return header(KIND).varint(version).toBytes();
    }
  }

  /** The key is absent: nothing to get, nothing to delete. */
  record NotFound() implements MapReply {
    static final int KIND = 3;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** The key's value and the version that wrote it. */
  record Found(long version, byte[] value) implements MapReply {
    static final int KIND = 4;

    public Found {
      requireAtLeast(1, version);
      Objects.requireNonNull(value);
    }

    @Override
    public byte[] encode() {
      return new Encoder(value.length + 12)
          .u8(FORMAT)
          .u8(KIND)
          .varint(version)
          .rest(value)
          .toBytes();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Found that
          && version == that.version
          && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(version) * 31 + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "Found[" + version + ", " + value.length + "B]";
    }
  }

  /** Done: the key is gone; the deletion has this new version. */
  record Deleted(long version) implements MapReply {
    static final int KIND = 5;

    public Deleted {
      requireAtLeast(1, version);
    }

    @Override
    public byte[] encode() {
      return header(KIND).varint(version).toBytes();
    }
  }

  /**
   * Not done: it would exceed {@link MapLimits}, or the counter of versions has come to its end.
   */
  record Full() implements MapReply {
    static final int KIND = 6;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** Not done: the bytes are no command, or no query, of a format that the machine knows. */
  record Malformed() implements MapReply {
    static final int KIND = 7;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /**
   * A page of keys in order.
   *
   * @param more whether keys beyond the last one of this page exist
   */
  record Keys(List<String> keys, boolean more) implements MapReply {
    static final int KIND = 8;

    public Keys {
      keys = List.copyOf(keys);
    }

    private static Keys decode(Decoder in) throws MalformedException {
      int more = in.u8();
      if (more > 1) {
        throw in.malformed("a flag of " + more);
      }
      List<String> keys = new ArrayList<>();
      while (in.remaining() > 0) {
        keys.add(in.text(1, MapCommand.MAX_NAME_BYTES));
      }
      return new Keys(keys, more == 1);
    }

    @Override
    public byte[] encode() {
      Encoder out = header(KIND).u8(more ? 1 : 0);
      keys.forEach(out::text);
      return out.toBytes();
    }
  }

  /** How many entries a map has; 0 also for a map that nobody ever wrote to. */
  record Size(long entries) implements MapReply {
    static final int KIND = 9;

    public Size {
      requireAtLeast(0, entries);
    }

    @Override
    public byte[] encode() {
      return header(KIND).varint(entries).toBytes();
    }
  }

  /** Not looked at: the latest version that this machine has given is this one, 0 for none. */
  record Behind(long version) implements MapReply {
    static final int KIND = 10;

    public Behind {
      requireAtLeast(0, version);
    }

    @Override
    public byte[] encode() {
      return header(KIND).varint(version).toBytes();
    }
  }

  private static void requireAtLeast(long min, long value) {
    if (value < min) {
      throw new IllegalArgumentException(value + " is less than " + min);
    }
  }
}
