package conclave.node.leading.rules;

import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a node sees when it decides. A hint: others may see it otherwise.
 *
 * @param sick whether this node is
 * @param priority this node's
 * @param peers the other members that were heard lately
 * @param seats the groups of which something is known
 */
public record View(boolean sick, int priority, List<Peer> peers, List<Seat> seats) {

  public View {
    peers = List.copyOf(peers);
    seats = List.copyOf(seats);
  }

  /**
   * Another node.
   *
   * @param well whether it may be handed a group
   */
  public record Peer(NodeId node, boolean well, int priority) {}

  /**
   * A group.
   *
   * @param leader who leads it, as far as is known
   * @param voters who could
   */
  public record Seat(String group, Optional<NodeId> leader, Set<NodeId> voters) {
    public Seat {
      voters = Set.copyOf(voters);
    }
  }
}
