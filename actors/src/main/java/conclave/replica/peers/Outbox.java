package conclave.replica.peers;

import conclave.raft.Message;
import conclave.raft.log.NodeId;
import conclave.serialization.Wire;

/** Puts Raft messages of one group on the wire. */
public record Outbox(String group, NodeId self, Peers peers) {

  public void send(NodeId to, Message message) {
    peers.tell(to, new Wire.ToReplica(group, self, to, message));
  }
}
