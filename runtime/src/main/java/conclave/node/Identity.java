package conclave.node;

import conclave.node.formation.Membership;
import conclave.raft.log.NodeId;
import java.util.Optional;

/**
 * Who a data directory is.
 *
 * @param self its node's name and its own incarnation, drawn when it was made
 * @param membership the cluster it belongs to; empty until one is formed or joined
 * @param removed whether that cluster said that it is no member any more, which is for ever
 */
public record Identity(NodeId self, Optional<Membership> membership, boolean removed) {

  /** Of a node that nobody removed. */
  public Identity(NodeId self, Optional<Membership> membership) {
    this(self, membership, false);
  }
}
