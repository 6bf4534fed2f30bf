package conclave.ring;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;

/**
 * What the machine can be asked.
 *
 * <pre>
 *   [format 1][kind 1]   WHOLE, answered by PlacementReply.Whole: up to 450 KB, see TableCodec
 *   [format 1][kind 2]   EPOCH, answered by PlacementReply.AtEpoch
 * </pre>
 */
public enum PlacementQuery {
  WHOLE,
  EPOCH;

  private static final int FORMAT = 1;

  public byte[] encode() {
    return new Encoder(2).u8(FORMAT).u8(ordinal() + 1).toBytes();
  }

  /** Reads exactly what {@link #encode} writes. */
  static PlacementQuery decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("placement query", bytes).format(FORMAT);
    int kind = in.u8();
    if (kind < 1 || kind > values().length) {
      throw in.malformed("kind " + kind + " is unknown");
    }
    in.end();
    return values()[kind - 1];
  }
}
