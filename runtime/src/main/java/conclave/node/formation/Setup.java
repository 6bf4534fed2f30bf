package conclave.node.formation;

import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node knows of itself before it has heard anybody.
 *
 * @param self its name and the incarnation of its data directory
 * @param address where others reach it, {@code host:port}
 * @param terms what others must agree with
 * @param peers the initial voters, name to address, itself among them; empty for a node that joins
 * @param contacts addresses of a running cluster to join; empty when there are peers
 * @param patience for so many ticks a node that joins tries; 0 for ever
 * @param past what it was in before it forgot everything; it joins that again
 */
public record Setup(
    NodeId self,
    String address,
    Terms terms,
    SortedMap<String, String> peers,
    List<String> contacts,
    int patience,
    Past past) {

  /**
   * What a node without a log on disk was in when it last ran.
   *
   * @param cluster its members as they were then; empty for a node that has forgotten nothing
   * @param makesNew whether it is to make a new cluster of that
   */
  public record Past(Optional<Membership> cluster, boolean makesNew) {

    /** Of a node that has forgotten nothing. */
    public static final Past NONE = new Past(Optional.empty(), false);

    /** As others hear it; null for nothing. */
    Hello.Past said() {
      return cluster.map(known -> new Hello.Past(known.clusterId(), makesNew)).orElse(null);
    }
  }

  public Setup {
    peers = new TreeMap<>(peers);
    contacts = List.copyOf(contacts);
    if (!peers.isEmpty() && !peers.containsKey(self.name())) {
      throw new IllegalArgumentException(
          "node " + self.name() + " is not among its peers " + peers.keySet());
    }
  }

  /** The same node, which from now on speaks no less than that. */
  public Setup promising(ProtocolVersion version) {
    return new Setup(self, address, terms.from(version), peers, contacts, patience, past);
  }

  /** Whether it asks a running cluster to be added. */
  boolean joins() {
    return peers.isEmpty();
  }

  /** Only the lowest name may decide, so that nobody else ever can. */
  boolean founds() {
    return !peers.isEmpty() && peers.firstKey().equals(self.name());
  }
}
