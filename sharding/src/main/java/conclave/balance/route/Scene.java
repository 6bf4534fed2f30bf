package conclave.balance.route;

import conclave.raft.log.NodeId;
import java.util.List;

/**
 * What a choice is made from: the cluster as this node sees it at a moment.
 *
 * @param now by the clock of the deadlines, in nanoseconds
 * @param members everybody, this node included, sorted by node
 */
public record Scene(long now, List<Member> members, Directory directory, Owners owners) {

  /**
   * A member.
   *
   * @param reachable whether it was heard lately
   * @param load 0 for idle, 1 for busy, more where work waits; not a number where nothing is known
   */
  public record Member(NodeId node, boolean reachable, double load) {}

  boolean reachable(NodeId node) {
    return members.stream().anyMatch(member -> member.node().equals(node) && member.reachable());
  }
}
