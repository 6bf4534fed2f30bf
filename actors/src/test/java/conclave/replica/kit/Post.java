package conclave.replica.kit;

import akka.actor.typed.ActorRef;
import conclave.raft.log.NodeId;
import conclave.replica.peers.Peers;
import conclave.serialization.Wire;

/**
 * Peers that nobody is behind: what is sent lies in a probe or an inbox.
 *
 * @param letters where everything goes, in the order in which it was sent
 */
public record Post(ActorRef<Letter> letters) implements Peers {

  /** One message and to whom it was sent. */
  public record Letter(NodeId to, Wire wire) {}

  @Override
  public void tell(NodeId to, Wire.ForReplica message) {
    letters.tell(new Letter(to, message));
  }

  @Override
  public void tell(Wire.Sender to, Wire.ForGateway message) {
    letters.tell(new Letter(to.node(), message));
  }
}
