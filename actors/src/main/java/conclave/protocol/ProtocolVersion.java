package conclave.protocol;

/**
 * A version of all that nodes send to each other and write where another release may read it.
 *
 * <p>Version 2 brought offers of snapshots that go on where they were interrupted, snapshots that a
 * follower asks for, and comparisons of machines. A build reads and writes every version from
 * {@link #OLDEST} to {@link #NEWEST}; which one is in use, {@link ActiveProtocol} says.
 *
 * @param number from 1
 */
public record ProtocolVersion(int number) implements Comparable<ProtocolVersion> {

  /** The oldest that this build speaks. */
  public static final ProtocolVersion OLDEST = new ProtocolVersion(1);

  /** The newest that this build speaks. */
  public static final ProtocolVersion NEWEST = new ProtocolVersion(2);

  public ProtocolVersion {
    if (number < 1) {
      throw new IllegalArgumentException("protocol versions begin with 1, not " + number);
    }
  }

  /** Whether what came with that version may be used. */
  public boolean atLeast(int other) {
    return number >= other;
  }

  @Override
  public int compareTo(ProtocolVersion other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
