package conclave.machine;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import java.util.Arrays;
import java.util.Objects;

/**
 * What became of one command entry. Small, and the same on every replica. Immutable by agreement:
 * it may be remembered, so nobody writes to a reply.
 *
 * <pre>
 *   [format 1][status 0] reply of the machine...    OK
 *   [format 1][status 1] session (varint)           SESSION_OPENED
 *   [format 1][status 2..8]                         a Refusal
 * </pre>
 */
public sealed interface Result {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static Result decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("result", bytes).format(FORMAT);
    int status = in.u8();
    Result result =
        switch (status) {
          case Ok.STATUS -> new Ok(in.rest());
          case SessionOpened.STATUS -> new SessionOpened(in.varint(1));
          default -> Refusal.of(status, in);
        };
    in.end();
    return result;
  }

  /**
   * Applied, now or by an earlier try; what it came to is for the machine's own reply to say. Empty
   * for entries that no machine sees.
   */
  record Ok(byte[] reply) implements Result {
    static final int STATUS = 0;
    static final Ok EMPTY = new Ok(new byte[0]);

    public Ok {
      Objects.requireNonNull(reply);
    }

    @Override
    public byte[] encode() {
      return new Encoder(reply.length + 2).u8(FORMAT).u8(STATUS).rest(reply).toBytes();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Ok that && Arrays.equals(reply, that.reply);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(reply);
    }

    @Override
    public String toString() {
      return "Ok[" + reply.length + "B]";
    }
  }

  /** The session is open under that id, the index of the entry that opened it first. */
  record SessionOpened(long session) implements Result {
    static final int STATUS = 1;

    public SessionOpened {
      if (session < 1) {
        throw new IllegalArgumentException("session must be positive: " + session);
      }
    }

    @Override
    public byte[] encode() {
      return new Encoder(11).u8(FORMAT).u8(STATUS).varint(session).toBytes();
    }
  }

  /** No machine saw this entry. What an earlier try came to is another matter: see each. */
  enum Refusal implements Result {
    /**
     * The session was never opened, was closed or was evicted. Not applied by this entry nor by any
     * later one; an <em>earlier</em> try may have been applied, and its result is forgotten.
     */
    EXPIRED(2),
    /**
     * The sequence is below what the client itself has acknowledged or given up. Not applied by
     * this entry nor by any later one; an <em>earlier</em> try may have been applied.
     */
    FORGOTTEN(3),
    /**
     * Too far ahead of what the client has acknowledged, in number or in bytes. Not applied by any
     * try so far; acknowledge results and try again under the same sequence.
     */
    WINDOW_FULL(4),
    /** No machine of that name on this log. Certainly not applied, neither now nor later. */
    NO_SUCH_MACHINE(5),
    /** The payload is no {@link Command}. Certainly not applied, neither now nor later. */
    MALFORMED(6),
    /**
     * Another request was answered under that idempotency key. Certainly not applied, neither now
     * nor later.
     */
    KEY_USED(7),
    /**
     * That idempotency key is new, and no more answers can be kept. Not applied by this entry; try
     * again later.
     */
    KEYS_FULL(8);

    private final int status;

    Refusal(int status) {
      this.status = status;
    }

    private static Refusal of(int status, Decoder in) throws MalformedException {
      for (Refusal refusal : values()) {
        if (refusal.status == status) {
          return refusal;
        }
      }
      throw in.malformed("status " + status + " is unknown");
    }

    @Override
    public byte[] encode() {
      return new byte[] {FORMAT, (byte) status};
    }
  }
}
