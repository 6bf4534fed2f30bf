package conclave.raft.log;

import java.util.Objects;

/**
 * One entry of a group's log. Immutable by agreement: nobody writes to {@code payload} after the
 * entry was made, so that it can be shared between roles, the journal and the network.
 *
 * @param id its name
 * @param kind who consumes it
 * @param payload opaque bytes for the machines, an encoded {@link Configuration}, or empty
 */
public record Entry(EntryId id, Kind kind, byte[] payload) {

  /** What an entry is for. The codes are part of the wire and disk formats. */
  public enum Kind {
    /** Opens a leader's term, so that it can commit what it inherited (Raft, section 5.4.2). */
    NOOP(0),
    /** A command for the state machines. */
    COMMAND(1),
    /** A cluster configuration; live as soon as it is appended (Raft, section 6). */
    CONFIGURATION(2);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    public byte code() {
      return code;
    }

    /** The kind of that code; an unknown one is an {@link IllegalArgumentException}. */
    public static Kind of(byte code) {
      return switch (code) {
        case 0 -> NOOP;
        case 1 -> COMMAND;
        case 2 -> CONFIGURATION;
        default -> throw new IllegalArgumentException("unknown kind of entry: " + code);
      };
    }
  }

  /** Bytes that an entry costs beyond its payload, in memory and on the wire; an estimate. */
  public static final int OVERHEAD_BYTES = 48;

  public Entry {
    Objects.requireNonNull(id);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(payload);
  }

  public long index() {
    return id.index();
  }

  public long term() {
    return id.term();
  }

  /** What this entry counts against bounds in bytes. */
  public int sizeBytes() {
    return payload.length + OVERHEAD_BYTES;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entry that
        && id.equals(that.id)
        && kind == that.kind
        && java.util.Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id + ":" + kind + "(" + payload.length + "B)";
  }
}
