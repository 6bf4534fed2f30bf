package conclave.node.leading.rules;

import conclave.raft.log.NodeId;

/**
 * A group that this node hands over.
 *
 * @param group the group's name
 * @param to who shall lead it
 */
public record Move(String group, NodeId to, Why why) {

  /** What for. */
  public enum Why {
    /** This node is sick. */
    SICK,
    /** That one has a higher priority. */
    PRIORITY,
    /** This node leads more groups than that one. */
    BALANCE
  }
}
