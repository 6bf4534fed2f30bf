package conclave.node.client;

import conclave.node.HostPort;
import conclave.node.formation.Membership;
import conclave.raft.log.NodeId;
import conclave.serialization.PeerAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members that a client was told of last, and where they are. Thread-safe. */
final class Members {

  private final String system;
  private volatile Map<NodeId, PeerAddress> addresses = Map.of();
  private volatile List<NodeId> ids = List.of();

  /**
   * @param system the name of the members' ActorSystems
   */
  Members(String system) {
    this.system = system;
  }

  void learn(Membership membership) {
    Map<NodeId, PeerAddress> known = new LinkedHashMap<>();
    for (Membership.Member member : membership.members()) {
      HostPort.parse(member.address()).ifPresent(at -> known.put(member.id(), at(at)));
    }
    addresses = known;
    ids = List.copyOf(known.keySet());
  }

  PeerAddress at(HostPort address) {
    return new PeerAddress(system, address.hostInAddress(), address.port());
  }

  /** In the order of their names; empty before anybody was heard of. */
  List<NodeId> ids() {
    return ids;
  }

  Optional<PeerAddress> find(NodeId node) {
    return Optional.ofNullable(addresses.get(node));
  }
}
