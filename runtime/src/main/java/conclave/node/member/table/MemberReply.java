package conclave.node.member.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;

/**
 * What the machine answers.
 *
 * <pre>
 *   [format 1][kind 1]             DONE         [format 1][kind 3]                MALFORMED
 *   [format 1][kind 2] fault(1)    REFUSED      [format 1][kind 4] register...    WHOLE
 * </pre>
 */
public sealed interface MemberReply {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static MemberReply decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("reply about the members", bytes).format(FORMAT);
    int kind = in.u8();
    MemberReply reply =
        switch (kind) {
          case Done.KIND -> new Done();
          case Refused.KIND -> Refused.decode(in);
          case Malformed.KIND -> new Malformed();
          case Whole.KIND -> new Whole(RegisterCodec.decode(in.rest()));
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
    /** A member on another directory has that name. */
    NAME_TAKEN,
    /** Somebody else comes or goes, or the cluster has only just begun. */
    BUSY,
    /** There is no such member. */
    UNKNOWN,
    /** There are as many members as there may be. */
    FULL,
    /** What the command says was true of a stage that is over. */
    STALE
  }

  /** It is as the command says. */
  record Done() implements MemberReply {
    static final int KIND = 1;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** Nothing was changed. */
  record Refused(Fault fault) implements MemberReply {
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
  record Malformed() implements MemberReply {
    static final int KIND = 3;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** The register as it is. */
  record Whole(Register register) implements MemberReply {
    static final int KIND = 4;

    @Override
    public byte[] encode() {
      return header(KIND).rest(RegisterCodec.encode(register)).toBytes();
    }
  }
}
