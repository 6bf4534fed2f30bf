package conclave.raft.log;

import java.util.Objects;

/**
 * Names a voter: the operator's name for the node and the random incarnation of its data directory.
 * A node on a wiped directory has another incarnation and so is somebody else, who cannot break the
 * promises that the former one made (law L9). Never a host and port: an address may change.
 *
 * @param name the node's name, unique in its cluster
 * @param incarnation drawn when the data directory was made; never 0
 */
public record NodeId(String name, long incarnation) implements Comparable<NodeId> {

  public NodeId {
    Objects.requireNonNull(name);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a node's name must not be empty");
    }
    if (incarnation == 0) {
      throw new IllegalArgumentException("incarnation 0 of node " + name + " is reserved");
    }
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
