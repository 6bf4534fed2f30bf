package conclave.node.formation;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param past what it was in before it forgot everything; null for a node with a log on disk, and
 *     where there was nothing
 */
public record Hello(
    NodeId sender,
    String address,
    Terms terms,
    SortedMap<String, String> peers,
    long challenge,
    long echo,
    Membership formed,
    @JsonInclude(JsonInclude.Include.NON_NULL) Past past) {

  /**
   * What a node without a log on disk knows of its former life.
   *
   * @param clusterId which cluster it was in
   * @param makesNew whether it was told to make a new one of that
   */
  public record Past(String clusterId, boolean makesNew) {
    public Past {
      Objects.requireNonNull(clusterId, "a past without a cluster");
    }
  }

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
