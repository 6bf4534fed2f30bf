package conclave.node.member.table;

import conclave.raft.log.NodeId;
import java.util.Objects;

/**
 * One line of the register.
 *
 * @param address where it was last known to be, {@code host:port}
 * @param since the index of the entry that brought it to this stage
 * @param obstacle why it was not removed when that was last asked for; empty for no reason
 */
public record Listed(NodeId id, String address, Stage stage, long since, String obstacle) {

  /** The most bytes of an address: a host name of 253, and a port. */
  public static final int MAX_ADDRESS_BYTES = 300;

  /** The most bytes of an obstacle. */
  public static final int MAX_OBSTACLE_BYTES = 512;

  public Listed {
    Objects.requireNonNull(id, "nobody is listed");
    Objects.requireNonNull(address, "a member without an address");
    Objects.requireNonNull(stage, "a member without a stage");
    Objects.requireNonNull(obstacle, "an obstacle may be empty, but not missing");
  }

  Listed at(String other) {
    return new Listed(id, other, stage, since, obstacle);
  }

  Listed in(Stage next, long index, String why) {
    return new Listed(id, address, next, index, why);
  }
}
