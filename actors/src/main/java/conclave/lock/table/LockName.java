package conclave.lock.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import conclave.machine.wire.Utf8;

/**
 * Which lock.
 *
 * @param name 1 to {@value #MAX_BYTES} bytes of UTF-8, else an IllegalArgumentException
 */
public record LockName(Space space, String name) implements Comparable<LockName> {

  /** The greatest length of a name, in bytes of UTF-8. */
  public static final int MAX_BYTES = 1_024;

  /** The greatest length of an owner, in bytes of UTF-8. */
  public static final int MAX_OWNER_BYTES = 256;

  public LockName {
    Utf8.requireLength("a lock's name", name, 1, MAX_BYTES);
  }

  /** A lock of an application, by its name. */
  public static LockName of(String name) {
    return new LockName(Space.LOCK, name);
  }

  /** No name of that space comes before it. */
  static LockName first(Space space) {
    return new LockName(space, "\0");
  }

  static String requireOwner(String owner) {
    return Utf8.requireLength("an owner", owner, 1, MAX_OWNER_BYTES);
  }

  @Override
  public int compareTo(LockName other) {
    int spaces = space.compareTo(other.space);
    return spaces != 0 ? spaces : name.compareTo(other.name);
  }

  Encoder encode(Encoder out) {
    return out.u8(space.ordinal()).text(name);
  }

  static LockName decode(Decoder in) throws MalformedException {
    Space space = Space.decode(in);
    return new LockName(space, in.text(1, MAX_BYTES));
  }

  static String owner(Decoder in) throws MalformedException {
    return in.text(1, MAX_OWNER_BYTES);
  }

  @Override
  public String toString() {
    return space == Space.LOCK ? name : space + " " + name;
  }
}
