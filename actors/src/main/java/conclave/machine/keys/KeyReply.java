package conclave.machine.keys;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;

/**
 * What the table of kept answers says of itself. Its one question has no bytes.
 *
 * <pre>
 *   [format 1][kind 1] oldest, newest, keys, bytes     VIEW
 *   [format 1][kind 2]                                 MALFORMED
 * </pre>
 */
public sealed interface KeyReply {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static KeyReply decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("keys reply", bytes).format(FORMAT);
    int kind = in.u8();
    KeyReply reply =
        switch (kind) {
          case View.KIND -> new View(in.varint(0), in.varint(0), in.varint(0), in.varint(0));
          case Malformed.KIND -> new Malformed();
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return reply;
  }

  /**
   * What is kept.
   *
   * @param oldest the index of the entry that was the first to keep an answer which is still there;
   *     0 where none is
   * @param newest the same of the last one
   * @param keys how many answers are kept
   * @param bytes what they count
   */
  record View(long oldest, long newest, long keys, long bytes) implements KeyReply {
    static final int KIND = 1;

    @Override
    public byte[] encode() {
      return new Encoder(38)
          .u8(FORMAT)
          .u8(KIND)
          .varint(oldest)
          .varint(newest)
          .varint(keys)
          .varint(bytes)
          .toBytes();
    }
  }

  /** Not done: the bytes are no command, or no question, of a format that the table knows. */
  record Malformed() implements KeyReply {
    static final int KIND = 2;

    @Override
    public byte[] encode() {
      return new byte[] {FORMAT, KIND};
    }
  }
}
