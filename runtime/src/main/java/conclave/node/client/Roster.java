package conclave.node.client;

import conclave.node.formation.Membership;
import conclave.serialization.CborSerializable;
import java.util.Optional;

/**
 * What a node knows of its cluster.
 *
 * @param oldestProtocol the oldest version of the protocol that the node still speaks
 * @param newestProtocol the newest one
 * @param formed the cluster's membership; null while the node is in none
 */
public record Roster(int oldestProtocol, int newestProtocol, Membership formed)
    implements CborSerializable, ClusterClient.Command {

  /** The cluster's membership; empty while the node is in none. */
  Optional<Membership> membership() {
    return Optional.ofNullable(formed);
  }
}
