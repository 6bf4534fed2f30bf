package conclave.sharding;

import conclave.balance.LoadView;
import conclave.raft.log.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Port to who belongs to the cluster and is there, as this node sees it. A hint that may be old or
 * wrong: it decides when a change of the table is proposed, never what the table is. Answers from
 * memory.
 */
@FunctionalInterface
public interface Members {

  /**
   * One member.
   *
   * @param weight its share is its weight by the sum of all; 0 drains it; up to {@link
   *     conclave.ring.Weighted#MAX_WEIGHT}
   * @param reachable whether it was heard lately; this node itself always is
   */
  record Member(NodeId node, int weight, boolean reachable) {}

  /** Every member that may hold partitions, this node included, in any order. */
  List<Member> members();

  /**
   * The members of the cluster, each with the same weight, and whether the monitor heard them. The
   * membership alone says who they are: a picture of the monitor that is older than the cluster
   * must not make a table for this node alone.
   *
   * @param membership empty while there is no cluster
   * @param loads whoever is missing in it was not heard yet
   */
  static Members of(Supplier<? extends Collection<NodeId>> membership, LoadView loads) {
    return () -> {
      Set<NodeId> heard =
          loads.loads().stream()
              .filter(LoadView.NodeLoad::reachable)
              .map(LoadView.NodeLoad::node)
              .collect(Collectors.toSet());
      return membership.get().stream()
          .map(node -> new Member(node, 1, heard.contains(node)))
          .toList();
    };
  }
}
