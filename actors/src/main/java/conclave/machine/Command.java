package conclave.machine;

import conclave.machine.keys.IdempotencyKey;
import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the payload of a command entry says: the envelope around a machine's own command.
 *
 * <pre>
 *   [format 1][kind 1] nonce(8)                                                      OPEN_SESSION
 *   [format 1][kind 2] session                                                      CLOSE_SESSION
 *   [format 1][kind 3] session, sequence, sequence - ackedBelow, machine, payload...      EXECUTE
 *   [format 1][kind 4] name(32), fingerprint(32), as EXECUTE...                      EXECUTE_ONCE
 *   [format 1][kind 5] by                                                                  RAISE
 * </pre>
 *
 * Numbers are varints. Constructors refuse what the format has no place for with an
 * IllegalArgumentException; {@link #decode} refuses the same with a {@link MalformedException}.
 */
public sealed interface Command {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static Command decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("command", bytes).format(FORMAT);
    int kind = in.u8();
    Command command =
        switch (kind) {
          case OpenSession.KIND -> new OpenSession(in.i64());
          case CloseSession.KIND -> new CloseSession(in.varint(1));
          case Execute.KIND -> Execute.decode(in);
          case ExecuteOnce.KIND -> new ExecuteOnce(IdempotencyKey.decode(in), Execute.decode(in));
          case Raise.KIND -> new Raise(in.varint(1));
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return command;
  }

  /**
   * Opens a session, named by the index of this entry. The same nonce again returns the same
   * session as long as that is remembered; so a client retries with the nonce of its first try.
   *
   * @param nonce drawn at random from all longs by the client: two clients that drew the same would
   *     share a session
   */
  record OpenSession(long nonce) implements Command {
    static final int KIND = 1;

    @Override
    public byte[] encode() {
      return new Encoder(10).u8(FORMAT).u8(KIND).i64(nonce).toBytes();
    }
  }

  /** Forgets a session and all its results. Answered by Ok, or Expired if there is none. */
  record CloseSession(long session) implements Command {
    static final int KIND = 2;

    public CloseSession {
      requirePositive("session", session);
    }

    @Override
    public byte[] encode() {
      return new Encoder(11).u8(FORMAT).u8(KIND).varint(session).toBytes();
    }
  }

  /**
   * Applies {@code payload} to a machine, once for each (session, sequence).
   *
   * @param session the index of the entry that opened it
   * @param sequence the client's number of this command, from 1; a retry has the same. Several may
   *     be under way, and may reach the log in any order
   * @param ackedBelow the client has, or has given up, the results of all sequences below: they are
   *     forgotten, and a straggler among them is never applied any more. From 1 to {@code sequence}
   * @param machine the machine's name
   * @param payload the machine's own command
   */
  record Execute(long session, long sequence, long ackedBelow, String machine, byte[] payload)
      implements Command {
    static final int KIND = 3;

    public Execute {
      requirePositive("session", session);
      requirePositive("ackedBelow", ackedBelow);
      if (sequence < ackedBelow) {
        throw new IllegalArgumentException(
            "sequence " + sequence + " is below ackedBelow " + ackedBelow);
      }
      MachineName.require(machine);
      Objects.requireNonNull(payload);
    }

    private static Execute decode(Decoder in) throws MalformedException {
      long session = in.varint(1);
      long sequence = in.varint(1);
      long ahead = in.varint(0);
      if (ahead >= sequence) {
        throw in.malformed("sequence " + sequence + " is " + ahead + " ahead of ackedBelow");
      }
      String machine = in.text(1, MachineName.MAX_LENGTH);
      if (!MachineName.isValid(machine)) {
        throw in.malformed("no name of a machine: '" + machine + "'");
      }
      return new Execute(session, sequence, sequence - ahead, machine, in.rest());
    }

    @Override
    public byte[] encode() {
      return encode(new Encoder(sizeHint()).u8(FORMAT).u8(KIND));
    }

    private int sizeHint() {
      return payload.length + machine.length() + 24;
    }

    private byte[] encode(Encoder out) {
      return out.varint(session)
          .varint(sequence)
          .varint(sequence - ackedBelow)
          .text(machine)
          .rest(payload)
          .toBytes();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Execute that
          && session == that.session
          && sequence == that.sequence
          && ackedBelow == that.ackedBelow
          && machine.equals(that.machine)
          && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
      return Objects.hash(session, sequence, ackedBelow, machine, Arrays.hashCode(payload));
    }

    @Override
    public String toString() {
      return "Execute[%s, session %d, sequence %d, ackedBelow %d, %dB]"
          .formatted(machine, session, sequence, ackedBelow, payload.length);
    }
  }

  /**
   * The same, once for each idempotency key as long as that is remembered, whichever session it
   * comes through: a command whose key is known is answered by what was kept, and no machine sees
   * it. Answered further by KEY_USED or KEYS_FULL.
   */
  record ExecuteOnce(IdempotencyKey key, Execute execute) implements Command {
    static final int KIND = 4;

    public ExecuteOnce {
      Objects.requireNonNull(key);
      Objects.requireNonNull(execute);
    }

    @Override
    public byte[] encode() {
      Encoder out = new Encoder(execute.sizeHint() + IdempotencyKey.BYTES).u8(FORMAT).u8(KIND);
      key.encode(out);
      return execute.encode(out);
    }
  }

  /**
   * Written by a recovery by force behind all that is left of the log, before anything else can be
   * proposed: whatever is counted from now on is above what the lost members may have counted to
   * (law L10). Answered by Ok.
   *
   * @param by how much is passed over
   */
  record Raise(long by) implements Command {
    static final int KIND = 5;

    /** More than is counted between two recoveries, and small enough for 8,192 of them. */
    public static final Raise OF_A_RECOVERY = new Raise(1L << 40);

    public Raise {
      requirePositive("by", by);
    }

    @Override
    public byte[] encode() {
      return new Encoder(11).u8(FORMAT).u8(KIND).varint(by).toBytes();
    }
  }

  private static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be positive: " + value);
    }
  }
}
