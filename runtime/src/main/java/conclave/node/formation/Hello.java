package conclave.node.formation;

import conclave.raft.log.NodeId;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node says of itself at first contact and until its cluster is formed. Travels as it is.
 *
 * @param sender who speaks
 * @param address where the sender can be reached, {@code host:port}
 * @param terms what must agree
 * @param peers the sender's {@code --peers}, name to address; empty once it has a membership
 * @param challenge a number that the sender wants to hear again
 * @param echo the last challenge that the sender heard from the addressee, 0 for none. It dates
 *     this Hello: it was said after that challenge was issued, so nothing delayed can pose as new
 * @param formed the sender's membership; null while its directory is empty
 */
public record Hello(
    NodeId sender,
    String address,
    Terms terms,
    SortedMap<String, String> peers,
    long challenge,
    long echo,
    Membership formed) {

  /** Refuses what is garbled where it is read, before anybody acts on it. */
  public Hello {
    Objects.requireNonNull(sender, "a Hello without a sender");
    Objects.requireNonNull(address, "a Hello without an address");
    Objects.requireNonNull(terms, "a Hello without terms");
    Objects.requireNonNull(peers, "a Hello without peers");
    peers = new TreeMap<>(peers);
  }

  /** The sender's membership; empty while its directory is. */
  Optional<Membership> membership() {
    return Optional.ofNullable(formed);
  }
}
