package conclave.node.member.wish;

import conclave.raft.log.NodeId;

/**
 * Who answers at an address.
 *
 * @param waits whether it is in no cluster, so that it can be added
 */
public record Seen(NodeId node, boolean waits) {}
