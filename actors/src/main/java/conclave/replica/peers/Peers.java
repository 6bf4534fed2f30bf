package conclave.replica.peers;

import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import conclave.serialization.Wire;

/**
 * The other nodes, and this one, by name. A message is delivered at most once and may be lost, late
 * or out of order; nobody is told when a node is away. Thread-safe, never blocks.
 */
public interface Peers {

  /** To the replica of the message's group on that node. */
  void tell(NodeId to, Wire.ForReplica message);

  /** To the gateway of the message's group there, on a member or in a client. */
  void tell(Wire.Sender to, Wire.ForGateway message);

  /** The version in use: what came with a later one, not everybody reads. */
  default ProtocolVersion protocol() {
    return ProtocolVersion.NEWEST;
  }
}
