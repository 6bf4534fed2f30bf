package conclave.lock.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import conclave.machine.wire.Utf8;

/**
 * What asks about locks and changes nothing.
 *
 * <pre>
 *   [format 1][kind 1] space, name, owner      STANDING
 *   [format 1][kind 2] space, after, limit     PAGE
 *   [format 1][kind 3]                         ALL
 * </pre>
 */
public sealed interface LockQuery {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static LockQuery decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("lock query", bytes).format(FORMAT);
    int kind = in.u8();
    LockQuery query =
        switch (kind) {
          case Standing.KIND -> new Standing(LockName.decode(in), LockName.owner(in));
          case Page.KIND -> Page.decode(in);
          case All.KIND -> new All();
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return query;
  }

  private static Encoder header(int kind) {
    return new Encoder(64).u8(FORMAT).u8(kind);
  }

  /** How an owner stands: answered by Granted, Waiting, Locked or Free. */
  record Standing(LockName lock, String owner) implements LockQuery {
    static final int KIND = 1;

    public Standing {
      LockName.requireOwner(owner);
    }

    @Override
    public byte[] encode() {
      return lock.encode(header(KIND)).text(owner).toBytes();
    }
  }

  /**
   * Held locks, answered by {@link LockReply.Page}.
   *
   * @param after names up to this one are passed over; empty for the first page
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  record Page(Space space, String after, int limit) implements LockQuery {
    static final int KIND = 2;

    /** The longest page: with the longest names it stays below a MiB. */
    public static final int MAX_LIMIT = 500;

    public Page {
      Utf8.requireLength("where a page begins", after, 0, LockName.MAX_BYTES);
      if (limit < 1 || limit > MAX_LIMIT) {
        throw new IllegalArgumentException(
            "a page must have 1 to " + MAX_LIMIT + " locks, not " + limit);
      }
    }

    private static Page decode(Decoder in) throws MalformedException {
      Space space = Space.decode(in);
      String after = in.text(0, LockName.MAX_BYTES);
      long limit = in.varint(1);
      if (limit > MAX_LIMIT) {
        throw in.malformed("a page of " + limit + " locks");
      }
      return new Page(space, after, (int) limit);
    }

    @Override
    public byte[] encode() {
      return header(KIND).u8(space.ordinal()).text(after).varint(limit).toBytes();
    }
  }

  /**
   * The whole table, answered by {@link LockReply.View}: for followers on the same node. The answer
   * is never longer than {@link LockLimits#maxBytes}, whatever is held and waited for.
   */
  record All() implements LockQuery {
    static final int KIND = 3;

    @Override
    public byte[] encode() {
      return header(KIND).toBytes();
    }
  }
}
