package conclave.node;

import conclave.node.formation.Membership;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.Optional;

/**
 * Who a data directory is.
 *
 * @param self its node's name and its own incarnation, drawn when it was made
 * @param membership the cluster it belongs to; empty until one is formed or joined
 * @param removed whether that cluster said that it is no member any more, which is for ever
 * @param promised the least protocol version that it may ever speak again: others have been told
 */
public record Identity(
    NodeId self, Optional<Membership> membership, boolean removed, ProtocolVersion promised) {

  /** Of a node that nobody removed. */
  public Identity(NodeId self, Optional<Membership> membership) {
    this(self, membership, false);
  }

  /** Of a node that promised nobody to speak more than the oldest version. */
  public Identity(NodeId self, Optional<Membership> membership, boolean removed) {
    this(self, membership, removed, ProtocolVersion.OLDEST);
  }

  /** The same in a cluster of these. */
  Identity in(Membership other) {
    return new Identity(self, Optional.of(other), removed, promised);
  }

  /** The same, of no use any more. */
  Identity out() {
    return new Identity(self, membership, true, promised);
  }

  /** The same, which never again speaks less. */
  public Identity promising(ProtocolVersion version) {
    return promised.compareTo(version) >= 0
        ? this
        : new Identity(self, membership, removed, version);
  }
}
