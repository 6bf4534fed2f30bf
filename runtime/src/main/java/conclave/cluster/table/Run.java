package conclave.cluster.table;

import conclave.raft.log.NodeId;
import java.util.Objects;

/**
 * One life of an ActorSystem on a node.
 *
 * @param uid the random number by which Akka tells ActorSystems at one address apart; never 0
 */
public record Run(NodeId node, long uid) {

  public Run {
    Objects.requireNonNull(node);
    if (uid == 0) {
      throw new IllegalArgumentException("run 0 of node " + node.name() + " is reserved");
    }
  }

  @Override
  public String toString() {
    return node.name() + "@" + Long.toHexString(uid);
  }
}
