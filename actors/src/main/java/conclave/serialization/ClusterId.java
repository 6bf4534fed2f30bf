package conclave.serialization;

/**
 * Tells one cluster from another; 128 random bits that the first leader mints (law L9), so that
 * nodes of two clusters which are given each other's address refuse to talk.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record ClusterId(long high, long low) {

  /** Of a node that no cluster has taken in yet. */
  public static final ClusterId NONE = new ClusterId(0, 0);

  @Override
  public String toString() {
    return String.format("%016x%016x", high, low);
  }
}
