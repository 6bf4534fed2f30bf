package conclave.map.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import conclave.machine.wire.Utf8;

/**
 * What asks maps and changes nothing.
 *
 * <pre>
 *   [format 1][kind 1] map, key              GET
 *   [format 1][kind 2] map, after, limit     KEYS
 *   [format 1][kind 3] map                   SIZE
 *   [format 1][kind 4] map, key, version     GET_SINCE
 * </pre>
 */
public sealed interface MapQuery {
  int FORMAT = 1;

  String map();

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static MapQuery decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("map query", bytes).format(FORMAT);
    int kind = in.u8();
    String map = in.text(1, MapCommand.MAX_NAME_BYTES);
    MapQuery query =
        switch (kind) {
          case Get.KIND -> new Get(map, in.text(1, MapCommand.MAX_NAME_BYTES));
          case Keys.KIND -> Keys.decode(map, in);
          case Size.KIND -> new Size(map);
          case GetSince.KIND ->
              new GetSince(map, in.text(1, MapCommand.MAX_NAME_BYTES), in.varint(1));
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return query;
  }

  private static Encoder header(int kind, String map) {
    return new Encoder(map.length() + 32).u8(FORMAT).u8(kind).text(map);
  }

  /** Answered by Found or NotFound. */
  record Get(String map, String key) implements MapQuery {
    static final int KIND = 1;

    public Get {
      Names.require(map, key);
    }

    @Override
    public byte[] encode() {
      return header(KIND, map).text(key).toBytes();
    }
  }

  /**
   * A page of keys in the order of their UTF-16 units; answered by {@link MapReply.Keys}.
   *
   * @param after only keys beyond this one; empty from the beginning
   * @param limit at most so many, 1 to {@value #MAX_LIMIT}
   */
  record Keys(String map, String after, int limit) implements MapQuery {
    static final int KIND = 2;

    public static final int MAX_LIMIT = 1_000;

    public Keys {
      Names.requireMap(map);
      Utf8.requireLength("after", after, 0, MapCommand.MAX_NAME_BYTES);
      if (limit < 1 || limit > MAX_LIMIT) {
        throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ", not " + limit);
      }
    }

    private static Keys decode(String map, Decoder in) throws MalformedException {
      String after = in.text(0, MapCommand.MAX_NAME_BYTES);
      long limit = in.varint(1);
      if (limit > MAX_LIMIT) {
        throw in.malformed("limit " + limit + " is more than " + MAX_LIMIT);
      }
      return new Keys(map, after, (int) limit);
    }

    @Override
    public byte[] encode() {
      return header(KIND, map).text(after).varint(limit).toBytes();
    }
  }

  /**
   * Answered by Found or NotFound where the machine has given that version to a change, of whatever
   * key; else by {@link MapReply.Behind}.
   *
   * @param version at least 1
   */
  record GetSince(String map, String key, long version) implements MapQuery {
    static final int KIND = 4;

    public GetSince {
      Names.require(map, key);
      if (version < 1 || version > MapTable.MAX_VERSION) {
        throw new IllegalArgumentException("version must be 1 to 2^53 - 1, not " + version);
      }
    }

    @Override
    public byte[] encode() {
      return header(KIND, map).text(key).varint(version).toBytes();
    }
  }

  /** Answered by {@link MapReply.Size}. */
  record Size(String map) implements MapQuery {
    static final int KIND = 3;

    public Size {
      Names.requireMap(map);
    }

    @Override
    public byte[] encode() {
      return header(KIND, map).toBytes();
    }
  }
}
