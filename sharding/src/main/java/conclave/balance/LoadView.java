package conclave.balance;

import conclave.raft.log.NodeId;
import java.util.List;

/**
 * Port to what this node knows of every member's load and presence. A hint that may be old: nothing
 * that must be right depends on it. Answers from memory; any thread may ask.
 */
public interface LoadView {

  /**
   * What is known of one member.
   *
   * @param node the member
   * @param reachable whether it was heard lately; this node itself always is
   * @param load how busy it is, 0 for idle, 1 for all its processors in use, more where work waits;
   *     not a number where nothing is known
   * @param ageNanos how long ago the load was measured, by this node's clock; 0 where nothing is
   *     known
   */
  record NodeLoad(NodeId node, boolean reachable, double load, long ageNanos) {}

  /** Every member, this node included, sorted by node. */
  List<NodeLoad> loads();
}
