package conclave.node.member.upkeep;

import conclave.node.member.table.MemberCommand;
import conclave.raft.log.NodeId;

/** What is to be done. */
public sealed interface Deed {

  /** That node shall be in that group, which this node leads. */
  record Add(String group, NodeId node) implements Deed {}

  /** That node shall be out of that group, which this node leads. */
  record Remove(String group, NodeId node) implements Deed {}

  /** That is true by control's log, and the register shall say so. */
  record Say(MemberCommand command) implements Deed {}
}
