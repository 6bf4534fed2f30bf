package conclave.ring;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;

/**
 * What the machine answers.
 *
 * <pre>
 *   [format 1][kind 1] epoch             INSTALLED    [format 1][kind 4]            MALFORMED
 *   [format 1][kind 2] epoch             STALE        [format 1][kind 5] table...   WHOLE
 *   [format 1][kind 3] fault(1)          UNFIT        [format 1][kind 6] epoch      AT EPOCH
 * </pre>
 */
public sealed interface PlacementReply {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static PlacementReply decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("placement reply", bytes).format(FORMAT);
    int kind = in.u8();
    PlacementReply reply =
        switch (kind) {
          case Installed.KIND -> new Installed(in.varint(1));
          case Stale.KIND -> new Stale(in.varint(0));
          case Unfit.KIND -> Unfit.decode(in);
          case Malformed.KIND -> new Malformed();
          case Whole.KIND -> new Whole(TableCodec.decode(in.rest()));
          case AtEpoch.KIND -> new AtEpoch(in.varint(0));
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return reply;
  }

  private static Encoder header(int kind) {
    return new Encoder(16).u8(FORMAT).u8(kind);
  }

  /** Done; the table has this epoch now. */
  record Installed(long epoch) implements PlacementReply {
    static final int KIND = 1;

    @Override
    public byte[] encode() {
      return header(KIND).varint(epoch).toBytes();
    }
  }

  /** Not done: it was planned from another epoch than this, the present one. */
  record Stale(long epoch) implements PlacementReply {
    static final int KIND = 2;

    @Override
    public byte[] encode() {
      return header(KIND).varint(epoch).toBytes();
    }
  }

  /** Not done: planned from the present epoch, and yet it does not fit. */
  record Unfit(Rebalance.Fault fault) implements PlacementReply {
    static final int KIND = 3;

    private static Unfit decode(Decoder in) throws MalformedException {
      int code = in.u8();
      if (code >= Rebalance.Fault.values().length) {
        throw in.malformed("fault " + code + " is unknown");
      }
      return new Unfit(Rebalance.Fault.values()[code]);
    }

    @Override
    public byte[] encode() {
      return header(KIND).u8(fault.ordinal()).toBytes();
    }
  }

  /** Not done: the bytes are no rebalance, or no query, of a format that the machine knows. */
  record Malformed() implements PlacementReply {
    static final int KIND = 4;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** The table as it is. */
  record Whole(PartitionTable table) implements PlacementReply {
    static final int KIND = 5;

    @Override
    public byte[] encode() {
      return header(KIND).rest(TableCodec.encode(table)).toBytes();
    }
  }

  /** The epoch of the table, 0 before the first. */
  record AtEpoch(long epoch) implements PlacementReply {
    static final int KIND = 6;

    @Override
    public byte[] encode() {
      return header(KIND).varint(epoch).toBytes();
    }
  }
}
