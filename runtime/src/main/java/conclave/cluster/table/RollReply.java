package conclave.cluster.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;

/**
 * What the machine answers.
 *
 * <pre>
 *   [format 1][kind 1]             DONE         [format 1][kind 3]            MALFORMED
 *   [format 1][kind 2] fault(1)    REFUSED      [format 1][kind 4] roll...    WHOLE
 * </pre>
 */
public sealed interface RollReply {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static RollReply decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("reply about the Akka cluster", bytes).format(FORMAT);
    int kind = in.u8();
    RollReply reply =
        switch (kind) {
          case Done.KIND -> new Done();
          case Refused.KIND -> Refused.decode(in);
          case Malformed.KIND -> new Malformed();
          case Whole.KIND -> new Whole(RollCodec.decode(in.rest()));
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return reply;
  }

  private static Encoder header(int kind) {
    return new Encoder(16).u8(FORMAT).u8(kind);
  }

  /** Why nothing was changed. Codes are positions; they are part of the format. */
  enum Fault {
    /** The node's newest run is not the one that the command names. */
    OVERTAKEN,
    /** There are as many nodes as there may be. */
    FULL,
    /** The present generation is another. */
    OTHER_GENERATION,
    /** The run belongs to an earlier generation, or to this one, and so cannot found the next. */
    BOUND,
    /** A run stands in the generation, and was not doubted, or has spoken up since. */
    ALIVE
  }

  /** It is as the command says. */
  record Done() implements RollReply {
    static final int KIND = 1;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** Nothing was changed. */
  record Refused(Fault fault) implements RollReply {
    static final int KIND = 2;

    private static Refused decode(Decoder in) throws MalformedException {
      int code = in.u8();
      if (code >= Fault.values().length) {
        throw in.malformed("fault " + code + " is unknown");
      }
      return new Refused(Fault.values()[code]);
    }

    @Override
    public byte[] encode() {
      return header(KIND).u8(fault.ordinal()).toBytes();
    }
  }

  /** The bytes are no command, or no query, of a format that the machine knows. */
  record Malformed() implements RollReply {
    static final int KIND = 3;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** The roll as it is. */
  record Whole(Roll roll) implements RollReply {
    static final int KIND = 4;

    @Override
    public byte[] encode() {
      return header(KIND).rest(RollCodec.encode(roll)).toBytes();
    }
  }
}
