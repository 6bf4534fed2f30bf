package conclave.lock.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the table answers.
 *
 * <pre>
 *   [format 1][kind 1] token, renewal, ttlMs        GRANTED   [format 1][kind 6]           STALE
 *   [format 1][kind 2] waiter, place                WAITING   [format 1][kind 7]           FREE
 *   [format 1][kind 3] token, owner                 LOCKED    [format 1][kind 8]           FULL
 *   [format 1][kind 4]                              DONE      [format 1][kind 9]           MALFORMED
 *   [format 1][kind 5]                              LOST      [format 1][kind 10] events   VIEW
 *   [format 1][kind 11] more, (name, owner, token, ttlMs, waiters)...                      PAGE
 * </pre>
 */
public sealed interface LockReply {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static LockReply decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("lock reply", bytes).format(FORMAT);
    int kind = in.u8();
    LockReply reply =
        switch (kind) {
          case Granted.KIND -> new Granted(in.varint(1), in.varint(1), in.varint(1));
          case Waiting.KIND -> new Waiting(in.varint(1), in.varint(1));
          case Locked.KIND -> new Locked(in.varint(1), LockName.owner(in));
          case Done.KIND -> new Done();
          case Lost.KIND -> new Lost();
          case Stale.KIND -> new Stale();
          case Free.KIND -> new Free();
          case Full.KIND -> new Full();
          case Malformed.KIND -> new Malformed();
          case View.KIND -> View.decode(in);
          case Page.KIND -> Page.decode(in);
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return reply;
  }

  /**
   * Whether it settles what its command was to bring about. That somebody waits, or has a lock
   * which he may not have heard of, settles nothing.
   *
   * @param withdrawal whether the command was one: it grants nothing
   */
  static boolean settles(boolean withdrawal, byte[] reply) {
    return switch (reply[1]) {
      case Granted.KIND -> !withdrawal;
      case Locked.KIND, Done.KIND, Lost.KIND -> true;
      default -> false;
    };
  }

  private static Encoder header(int kind) {
    return new Encoder(32).u8(FORMAT).u8(kind);
  }

  /**
   * The owner holds the lock.
   *
   * @param token its fencing token
   * @param renewal the index of the entry by which the time-to-live began
   */
  record Granted(long token, long renewal, long ttlMs) implements LockReply {
    static final int KIND = 1;

    @Override
    public byte[] encode() {
      return header(KIND).varint(token).varint(renewal).varint(ttlMs).toBytes();
    }
  }

  /**
   * The owner waits.
   *
   * @param waiter the index of the entry by which it began to wait
   * @param place 1 for whoever comes next
   */
  record Waiting(long waiter, long place) implements LockReply {
    static final int KIND = 2;

    @Override
    public byte[] encode() {
      return header(KIND).varint(waiter).varint(place).toBytes();
    }
  }

  /** Another owner holds the lock. */
  record Locked(long token, String owner) implements LockReply {
    static final int KIND = 3;

    @Override
    public byte[] encode() {
      return header(KIND).varint(token).text(owner).toBytes();
    }
  }

  /** Done. */
  record Done() implements LockReply {
    static final int KIND = 4;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** Not done: that owner does not hold the lock under that token. */
  record Lost() implements LockReply {
    static final int KIND = 5;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** Nothing to do: what was meant is over, or was renewed since. */
  record Stale() implements LockReply {
    static final int KIND = 6;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** Nobody holds the lock. */
  record Free() implements LockReply {
    static final int KIND = 7;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** Not done: it would exceed {@link LockLimits}, or the tokens have come to their end. */
  record Full() implements LockReply {
    static final int KIND = 8;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** Not done: the bytes are no command, or no query, of a format that the machine knows. */
  record Malformed() implements LockReply {
    static final int KIND = 9;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }

  /** How everything is: grants and waits. */
  record View(List<LockEvent> events) implements LockReply {
    static final int KIND = 10;

    public View {
      events = List.copyOf(events);
    }

    private static View decode(Decoder in) throws MalformedException {
      List<LockEvent> events = new ArrayList<>();
      LockEvent before = null;
      while (in.remaining() > 0) {
        before = LockEvent.decode(in, before);
        events.add(before);
      }
      return new View(events);
    }

    @Override
    public byte[] encode() {
      Encoder out = header(KIND);
      LockEvent before = null;
      for (LockEvent event : events) {
        event.encode(out, before);
        before = event;
      }
      return out.toBytes();
    }
  }

  /**
   * A held lock in a list.
   *
   * @param waiters how many wait for it
   */
  record Held(String name, String owner, long token, long ttlMs, long waiters) {}

  /**
   * A page of held locks in the order of their names.
   *
   * @param more whether locks beyond the last one of this page are held
   */
  record Page(List<Held> locks, boolean more) implements LockReply {
    static final int KIND = 11;

    public Page {
      locks = List.copyOf(locks);
    }

    private static Page decode(Decoder in) throws MalformedException {
      int more = in.u8();
      if (more > 1) {
        throw in.malformed("a flag of " + more);
      }
      List<Held> locks = new ArrayList<>();
      while (in.remaining() > 0) {
        String name = in.text(1, LockName.MAX_BYTES);
        String owner = LockName.owner(in);
        locks.add(new Held(name, owner, in.varint(1), in.varint(1), in.varint(0)));
      }
      return new Page(locks, more == 1);
    }

    @Override
    public byte[] encode() {
      Encoder out = header(KIND).u8(more ? 1 : 0);
      for (Held lock : locks) {
        out.text(lock.name()).text(lock.owner());
        out.varint(lock.token()).varint(lock.ttlMs()).varint(lock.waiters());
      }
      return out.toBytes();
    }
  }
}
