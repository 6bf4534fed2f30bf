package conclave.raft.log;

import java.util.Objects;

/**
 * Names a voter: the operator's name for the node and the random incarnation of its data directory.
 * A node on a wiped directory has another incarnation and so is somebody else, who cannot break the
 * promises that the former one made (law L9). Never a host and port: an address may change.
 *
 * @param name the node's name, unique in its cluster
 * @param incarnation drawn when the data directory was made, and counted up where each start is
 *     another life; never 0
 */
public record NodeId(String name, long incarnation) implements Comparable<NodeId> {

  private static final long MOST_LIVES = 1L << 32;

  public NodeId {
    Objects.requireNonNull(name);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a node's name must not be empty");
    }
    if (incarnation == 0) {
      throw new IllegalArgumentException("incarnation 0 of node " + name + " is reserved");
    }
  }

  /** Who lives on the same directory after it, for a node that remembers nothing of its lives. */
  public NodeId nextLife() {
    return new NodeId(name, incarnation == -1 ? 1 : incarnation + 1);
  }

  /**
   * Whether this is the same directory's later life: the former one is over then, since a directory
   * has one process at a time. Lives are counted; two directories of one name drew their first
   * lives at random from all longs, so that they are this near to each other by no accident.
   */
  public boolean isLaterLifeOf(NodeId other) {
    long lives = incarnation - other.incarnation;
    return name.equals(other.name) && lives > 0 && lives <= MOST_LIVES;
  }

  @Override
  public int compareTo(NodeId other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : Long.compareUnsigned(incarnation, other.incarnation);
  }

  @Override
  public String toString() {
    return name + "#" + Long.toHexString(incarnation);
  }
}
