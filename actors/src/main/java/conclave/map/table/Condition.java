package conclave.map.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;

/**
 * On what a write depends. Checked against the version of the key, which is 0 where it is absent.
 *
 * @param kind what is compared
 * @param version the version that is expected; 0 unless {@code kind} is VERSION
 */
public record Condition(Kind kind, long version) {

  /** Codes are positions; they are part of the format. */
  public enum Kind {
    /** Always. */
    ANY,
    /** Only where the key is absent. */
    ABSENT,
    /** Only over that very version. */
    VERSION
  }

  public static final Condition ANY = new Condition(Kind.ANY, 0);
  public static final Condition ABSENT = new Condition(Kind.ABSENT, 0);

  private static final Kind[] KINDS = Kind.values();

  public Condition {
    if (kind == Kind.VERSION ? version < 1 : version != 0) {
      throw new IllegalArgumentException("no condition: " + kind + " with version " + version);
    }
  }

  /** Only over that version, a positive number. */
  public static Condition version(long expected) {
    return new Condition(Kind.VERSION, expected);
  }

  boolean holds(long actual) {
    return kind == Kind.ANY || actual == version;
  }

  void encode(Encoder out) {
    out.u8(kind.ordinal());
    if (kind == Kind.VERSION) {
      out.varint(version);
    }
  }

  static Condition decode(Decoder in) throws MalformedException {
    int code = in.u8();
    if (code >= KINDS.length) {
      throw in.malformed("condition " + code + " is unknown");
    }
    Kind kind = KINDS[code];
    return new Condition(kind, kind == Kind.VERSION ? in.varint(1) : 0);
  }
}
