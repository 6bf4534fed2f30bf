package conclave.balance.duty;

import conclave.raft.log.NodeId;

/**
 * A request that reached this node.
 *
 * @param sender who routes it
 * @param life of the sender's process, drawn anew in each
 * @param id of the route in that life; the same however often it is sent
 * @param number of the try, which the answer names
 * @param key that decided who does it; empty where none did
 * @param epoch of the table by which the sender chose this node; 0 where none did
 * @param bytes of the message
 */
public record Arrival(
    NodeId sender,
    long life,
    long id,
    int number,
    String service,
    String key,
    long epoch,
    int bytes) {

  Name name() {
    return new Name(sender, life, id);
  }

  /** What does not change when it is sent again. */
  record Name(NodeId sender, long life, long id) {}
}
