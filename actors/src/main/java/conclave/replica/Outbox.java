package conclave.replica;

import conclave.raft.Message;
import conclave.raft.log.NodeId;
import conclave.replica.peers.Peers;
import conclave.serialization.Wire;

/** Puts Raft messages of one group on the wire. */
record Outbox(String group, NodeId self, Peers peers) {

  void send(NodeId to, Message message) {
    peers.tell(to, new Wire.ToReplica(group, self, to, message));
  }
}
