package conclave.machine.keys;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;

/**
 * The one command of the table of kept answers: forgets those that were kept by the entries up to
 * an index. It names no time, so it is as right late or twice as it was when it was proposed.
 *
 * <pre>
 *   [format 1][kind 1] upTo (varint)     FORGET
 * </pre>
 *
 * Answered by {@link KeyReply.View}.
 *
 * @param upTo an index, positive
 */
public record ForgetKeys(long upTo) {
  private static final int FORMAT = 1;
  private static final int KIND = 1;

  public ForgetKeys {
    if (upTo < 1) {
      throw new IllegalArgumentException("upTo must be positive: " + upTo);
    }
  }

  /** Its bytes. */
  public byte[] encode() {
    return new Encoder(11).u8(FORMAT).u8(KIND).varint(upTo).toBytes();
  }

  /** Reads exactly what {@link #encode} writes. */
  public static ForgetKeys decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("keys command", bytes).format(FORMAT);
    int kind = in.u8();
    if (kind != KIND) {
      throw in.malformed("kind " + kind + " is unknown");
    }
    ForgetKeys forget = new ForgetKeys(in.varint(1));
    in.end();
    return forget;
  }
}
