package conclave.node.process;

import conclave.node.HostPort;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.raft.log.NodeId;
import conclave.serialization.PeerAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where each member was last heard of. A hint: what decides is the name. Thread-safe. */
final class AddressBook {

  /** Above this many, former members are forgotten. */
  private static final int MOST = 1_024;

  private final String system;
  private final Map<NodeId, PeerAddress> addresses = new ConcurrentHashMap<>();

  AddressBook(String system) {
    this.system = system;
  }

  Optional<PeerAddress> find(NodeId node) {
    return Optional.ofNullable(addresses.get(node));
  }

  /** Whoever was a member is remembered for a while: somebody has to tell it. */
  void learn(Membership membership) {
    if (addresses.size() > MOST) {
      addresses.keySet().retainAll(membership.members().stream().map(Member::id).toList());
    }
    membership.members().forEach(member -> moved(member.id(), member.address()));
  }

  /** An address that cannot be read was refused where it came from; the old one stays. */
  void moved(NodeId node, String address) {
    parse(address).ifPresent(at -> addresses.put(node, at));
  }

  Optional<PeerAddress> parse(String address) {
    return HostPort.parse(address)
        .map(at -> new PeerAddress(system, at.hostInAddress(), at.port()));
  }
}
