package conclave.raft;

import conclave.raft.log.NodeId;

/**
 * A read that waits for an index at which it is linearizable.
 *
 * @param origin the node whose replica will answer it
 * @param id that replica's name for the read
 */
public record Read(NodeId origin, long id) {}
