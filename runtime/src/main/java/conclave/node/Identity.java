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
 * @param forgets whether there is no log beside it, so that each start is another life; then the
 *     membership may be that of a former life
 */
public record Identity(
    NodeId self,
    Optional<Membership> membership,
    boolean removed,
    ProtocolVersion promised,
    boolean forgets) {

  /** Of a node with a log on disk that nobody removed. */
  public Identity(NodeId self, Optional<Membership> membership) {
    this(self, membership, false);
  }

  /** Of a node with a log on disk that promised nobody to speak more than the oldest version. */
  public Identity(NodeId self, Optional<Membership> membership, boolean removed) {
    this(self, membership, removed, ProtocolVersion.OLDEST, false);
  }

  /** The cluster that this life is a member of; empty where a former one was. */
  Optional<Membership> own() {
    return membership.filter(known -> !forgets || known.lists(self));
  }

  /** The cluster that a former life was in, all of which it has forgotten. */
  Optional<Membership> former() {
    return membership.filter(known -> forgets && !known.lists(self));
  }

  /** The same in a cluster of these. */
  Identity in(Membership other) {
    return new Identity(self, Optional.of(other), removed, promised, forgets);
  }

  /** The same, of no use any more. */
  Identity out() {
    return new Identity(self, membership, true, promised, forgets);
  }

  /** The same, without a log on disk from its first life on. */
  Identity withoutALog() {
    return new Identity(self, membership, removed, promised, true);
  }

  /** The next life on the same directory; what it promised of the protocol holds for all. */
  Identity nextLife() {
    return new Identity(self.nextLife(), membership, removed, promised, forgets);
  }

  /** The same, which never again speaks less. */
  public Identity promising(ProtocolVersion version) {
    return promised.compareTo(version) >= 0
        ? this
        : new Identity(self, membership, removed, version, forgets);
  }
}
