package conclave.lock.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;

/**
 * What changes locks.
 *
 * <pre>
 *   [format 1][kind 1] space, name, owner, ttlMs, waitMs     ACQUIRE
 *   [format 1][kind 2] space, name, owner, token             RENEW
 *   [format 1][kind 3] space, name, owner, token             RELEASE
 *   [format 1][kind 4] space, name, owner, waiter            WITHDRAW
 *   [format 1][kind 5] space, name, token, renewal           EXPIRE
 *   [format 1][kind 6] space, name, waiter, renewal          TIME_OUT
 * </pre>
 *
 * Constructors refuse what is out of range with an IllegalArgumentException, and so does the
 * machine, with {@link LockReply.Malformed}. Commands of which nothing may come twice need nothing
 * for it: each says which grant, waiter or renewal it means.
 */
public sealed interface LockCommand {
  int FORMAT = 1;

  /** The shortest time-to-live, in milliseconds. */
  long MIN_TTL_MS = 10;

  /** The longest time-to-live, in milliseconds: a day. */
  long MAX_TTL_MS = 86_400_000;

  /** The longest time to wait, in milliseconds: ten minutes. */
  long MAX_WAIT_MS = 600_000;

  LockName lock();

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static LockCommand decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("lock command", bytes).format(FORMAT);
    int kind = in.u8();
    LockName lock = LockName.decode(in);
    LockCommand command =
        switch (kind) {
          case Acquire.KIND -> Acquire.decode(lock, in);
          case Renew.KIND -> new Renew(lock, LockName.owner(in), in.varint(1));
          case Release.KIND -> new Release(lock, LockName.owner(in), in.varint(1));
          case Withdraw.KIND -> new Withdraw(lock, LockName.owner(in), in.varint(1));
          case Expire.KIND -> new Expire(lock, in.varint(1), in.varint(1));
          case TimeOut.KIND -> new TimeOut(lock, in.varint(1), in.varint(1));
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return command;
  }

  private static Encoder header(int kind, LockName lock) {
    return lock.encode(new Encoder(lock.name().length() + 48).u8(FORMAT).u8(kind));
  }

  private static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be positive: " + value);
    }
  }

  private static void requireRange(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s must be %d to %d ms, not %d".formatted(what, min, max, value));
    }
  }

  /**
   * Takes the lock, or waits for it. Again by the owner who holds: the same token and a fresh
   * time-to-live. Again by an owner who waits: the same place, and a fresh wait. Answered by
   * Granted, Waiting, Locked or Full.
   *
   * @param ttlMs for how long it is granted, counted by whoever leads from when it hears of it
   * @param waitMs for how long to wait for another owner; 0 is not to wait
   */
  record Acquire(LockName lock, String owner, long ttlMs, long waitMs) implements LockCommand {
    static final int KIND = 1;

    public Acquire {
      LockName.requireOwner(owner);
      requireRange("a time-to-live", ttlMs, MIN_TTL_MS, MAX_TTL_MS);
      requireRange("a wait", waitMs, 0, MAX_WAIT_MS);
    }

    private static Acquire decode(LockName lock, Decoder in) throws MalformedException {
      String owner = LockName.owner(in);
      long ttlMs = in.varint(MIN_TTL_MS);
      long waitMs = in.varint(0);
      if (ttlMs > MAX_TTL_MS || waitMs > MAX_WAIT_MS) {
        throw in.malformed("a time-to-live of " + ttlMs + " ms, a wait of " + waitMs + " ms");
      }
      return new Acquire(lock, owner, ttlMs, waitMs);
    }

    @Override
    public byte[] encode() {
      return header(KIND, lock).text(owner).varint(ttlMs).varint(waitMs).toBytes();
    }
  }

  /** Begins the time-to-live afresh. Answered by Granted or Lost. */
  record Renew(LockName lock, String owner, long token) implements LockCommand {
    static final int KIND = 2;

    public Renew {
      LockName.requireOwner(owner);
      requirePositive("a token", token);
    }

    @Override
    public byte[] encode() {
      return header(KIND, lock).text(owner).varint(token).toBytes();
    }
  }

  /** Gives the lock back. Answered by Done or Lost. */
  record Release(LockName lock, String owner, long token) implements LockCommand {
    static final int KIND = 3;

    public Release {
      LockName.requireOwner(owner);
      requirePositive("a token", token);
    }

    @Override
    public byte[] encode() {
      return header(KIND, lock).text(owner).varint(token).toBytes();
    }
  }

  /**
   * Waits no more. Answered by Locked, with who holds it; by Granted where the owner holds the lock
   * by now; by Stale where that waiter is not there any more.
   */
  record Withdraw(LockName lock, String owner, long waiter) implements LockCommand {
    static final int KIND = 4;

    public Withdraw {
      LockName.requireOwner(owner);
      requirePositive("a waiter", waiter);
    }

    @Override
    public byte[] encode() {
      return header(KIND, lock).text(owner).varint(waiter).toBytes();
    }
  }

  /** Ends a grant that was not renewed since. Answered by Done or Stale. */
  record Expire(LockName lock, long token, long renewal) implements LockCommand {
    static final int KIND = 5;

    public Expire {
      requirePositive("a token", token);
      requirePositive("a renewal", renewal);
    }

    @Override
    public byte[] encode() {
      return header(KIND, lock).varint(token).varint(renewal).toBytes();
    }
  }

  /** Ends a wait that was not begun afresh since. Answered by Done or Stale. */
  record TimeOut(LockName lock, long waiter, long renewal) implements LockCommand {
    static final int KIND = 6;

    public TimeOut {
      requirePositive("a waiter", waiter);
      requirePositive("a renewal", renewal);
    }

    @Override
    public byte[] encode() {
      return header(KIND, lock).varint(waiter).varint(renewal).toBytes();
    }
  }
}
