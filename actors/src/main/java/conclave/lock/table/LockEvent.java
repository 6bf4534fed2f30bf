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
 *   [kind 5] owner, waiter, renewal, waitMs, ttlMs                 WAITS, for the same lock
 * </pre>
 *
 * An event stands alone behind its format, or in a {@link LockReply.View} with others. There a wait
 * for the lock of the event before it does not say that lock again; so a view is no longer than
 * what the table counts.
 */
public sealed interface LockEvent {
  int FORMAT = 1;

  LockName lock();

  String owner();

  /** Adds itself, without the format. */
  Encoder encode(Encoder out);

  /**
   * Adds itself to others.
   *
   * @param before the event before it, null for the first
   */
  default Encoder encode(Encoder out, LockEvent before) {
    return encode(out);
  }

  /** The event alone, its format first. */
  default byte[] encode() {
    return encode(new Encoder(lock().name().length() + owner().length() + 48).u8(FORMAT)).toBytes();
  }

  /** Reads exactly what {@link #encode()} writes. */
  static LockEvent decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("lock event", bytes).format(FORMAT);
    LockEvent event = decode(in, null);
    in.end();
    return event;
  }

  /**
   * Reads one that stands among others.
   *
   * @param before the event before it, null for the first
   */
  static LockEvent decode(Decoder in, LockEvent before) throws MalformedException {
    int kind = in.u8();
    if (kind == Waits.KIND_TOO) {
      if (before == null) {
        throw in.malformed("a wait for the lock before, and there is none");
      }
      return Waits.decode(before.lock(), LockName.owner(in), in);
    }
    LockName lock = LockName.decode(in);
    String owner = LockName.owner(in);
    return switch (kind) {
      case Granted.KIND -> Granted.decode(lock, owner, in);
      case Waits.KIND -> {
        if (before != null && before.lock().equals(lock)) {
          throw in.malformed("a lock that is said again");
        }
        yield Waits.decode(lock, owner, in);
      }
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
    static final int KIND_TOO = 5;

    private static Waits decode(LockName lock, String owner, Decoder in) throws MalformedException {
      return new Waits(lock, owner, in.varint(1), in.varint(1), in.varint(0), in.varint(1));
    }

    @Override
    public Encoder encode(Encoder out) {
      return body(header(out, KIND, this));
    }

    @Override
    public Encoder encode(Encoder out, LockEvent before) {
      boolean same = before != null && before.lock().equals(lock);
      return same ? body(out.u8(KIND_TOO).text(owner)) : encode(out);
    }

    private Encoder body(Encoder out) {
      return out.varint(waiter).varint(renewal).varint(waitMs).varint(ttlMs);
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
