package conclave.sharding;

import conclave.balance.LoadView;
import conclave.raft.log.NodeId;
import java.util.List;

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

  /** The members as the monitor sees them, each with the same weight. */
  static Members of(LoadView loads) {
    return () ->
        loads.loads().stream().map(load -> new Member(load.node(), 1, load.reachable())).toList();
  }
}
