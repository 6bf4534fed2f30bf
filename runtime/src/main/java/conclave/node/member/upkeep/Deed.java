package conclave.node.member.upkeep;

import conclave.node.member.table.Listed;
import conclave.node.member.table.MemberCommand;
import conclave.raft.log.NodeId;

/** What is to be done. */
public sealed interface Deed {

  /** That node shall be in that group, which this node leads. */
  record Add(String group, NodeId node) implements Deed {}

  /** That node shall be out of that group, which this node leads. */
  record Remove(String group, NodeId node) implements Deed {}

  /** The register shall be told that. */
  record Say(MemberCommand command) implements Deed {}

  /** If a node waits where that dead member was, under its name, it shall take its place. */
  record Restore(Listed dead) implements Deed {}
}
