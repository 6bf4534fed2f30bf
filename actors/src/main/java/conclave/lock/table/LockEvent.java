package conclave.lock.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;

/**
 * What the table announces. The first two also say how things are: a view of the table is a list of
 * them, grants and waits, of each lock in the order in which they wait.
 *
 * <pre>
 *   [kind 1] space, name, owner, token, renewal, ttlMs, claimed    GRANTED
 *   [kind 2] space, name, owner, waiter, renewal, waitMs, ttlMs    WAITS
 *   [kind 3] space, name, owner, token, reason                     ENDED
 *   [kind 4] space, name, owner, waiter, reason                    LEFT
 * </pre>
 *
 * An event stands alone behind its format, or in a {@link LockReply.View} with others.
 */
public sealed interface LockEvent {
  int FORMAT = 1;

  LockName lock();

  String owner();

  /** Adds itself, without the format. */
  Encoder encode(Encoder out);

  /** The event alone, its format first. */
  default byte[] encode() {
    return encode(new Encoder(lock().name().length() + owner().length() + 48).u8(FORMAT)).toBytes();
  }

  /** Reads exactly what {@link #encode()} writes. */
  static LockEvent decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("lock event", bytes).format(FORMAT);
    LockEvent event = decode(in);
    in.end();
    return event;
  }

  /** Reads one that stands among others. */
  static LockEvent decode(Decoder in) throws MalformedException {
    int kind = in.u8();
    LockName lock = LockName.decode(in);
    String owner = LockName.owner(in);
    return switch (kind) {
      case Granted.KIND -> Granted.decode(lock, owner, in);
      case Waits.KIND ->
          new Waits(lock, owner, in.varint(1), in.varint(1), in.varint(0), in.varint(1));
      case Ended.KIND -> new Ended(lock, owner, in.varint(1), Ended.reason(in));
      case Left.KIND -> new Left(lock, owner, in.varint(1), Left.reason(in));
      default -> throw in.malformed("kind " + kind + " is unknown");
    };
  }

  private static Encoder header(Encoder out, int kind, LockEvent event) {
    return event.lock().encode(out.u8(kind)).text(event.owner());
  }

  /**
   * Somebody holds the lock: a new grant where the token is new, else a renewed one.
   *
   * @param renewal the index of the entry that granted or renewed
   * @param claimed whether the owner has been heard since; a waiter who was granted the lock has
   *     not
   */
  record Granted(LockName lock, String owner, long token, long renewal, long ttlMs, boolean claimed)
      implements LockEvent {
    static final int KIND = 1;

    private static Granted decode(LockName lock, String owner, Decoder in)
        throws MalformedException {
      long token = in.varint(1);
      long renewal = in.varint(1);
      long ttlMs = in.varint(1);
      int claimed = in.u8();
      if (claimed > 1) {
        throw in.malformed("a flag of " + claimed);
      }
      return new Granted(lock, owner, token, renewal, ttlMs, claimed == 1);
    }

    @Override
    public Encoder encode(Encoder out) {
      return header(out, KIND, this)
          .varint(token)
          .varint(renewal)
          .varint(ttlMs)
          .u8(claimed ? 1 : 0);
    }
  }

  /**
   * Somebody waits, from now on or afresh.
   *
   * @param waiter the index of the entry by which the owner began to wait
   * @param renewal the index of the entry by which its wait began afresh
   * @param ttlMs for how long it wants to be granted the lock
   */
  record Waits(LockName lock, String owner, long waiter, long renewal, long waitMs, long ttlMs)
      implements LockEvent {
    static final int KIND = 2;

    @Override
    public Encoder encode(Encoder out) {
      return header(out, KIND, this).varint(waiter).varint(renewal).varint(waitMs).varint(ttlMs);
    }
  }

  /** A grant is over. */
  record Ended(LockName lock, String owner, long token, Reason reason) implements LockEvent {
    static final int KIND = 3;

    /** Codes are positions; they are part of the format. */
    public enum Reason {
      RELEASED,
      EXPIRED
    }

    private static Reason reason(Decoder in) throws MalformedException {
      int code = in.u8();
      if (code >= Reason.values().length) {
        throw in.malformed("reason " + code + " is unknown");
      }
      return Reason.values()[code];
    }

    @Override
    public Encoder encode(Encoder out) {
      return header(out, KIND, this).varint(token).u8(reason.ordinal());
    }
  }

  /** A wait is over. */
  record Left(LockName lock, String owner, long waiter, Reason reason) implements LockEvent {
    static final int KIND = 4;

    /** Codes are positions; they are part of the format. */
    public enum Reason {
      /** The lock is its own now. */
      GRANTED,
      WITHDRAWN,
      TIMED_OUT
    }

    private static Reason reason(Decoder in) throws MalformedException {
      int code = in.u8();
      if (code >= Reason.values().length) {
        throw in.malformed("reason " + code + " is unknown");
      }
      return Reason.values()[code];
    }

    @Override
    public Encoder encode(Encoder out) {
      return header(out, KIND, this).varint(waiter).u8(reason.ordinal());
    }
  }
}
