package conclave.balance;

import akka.actor.typed.ActorRef;
import conclave.raft.log.NodeId;

/**
 * The way to every router, this one included.
 *
 * @param router this node's own
 */
record Post(NodeId self, ActorRef<Object> router, Router.Links links) {

  /** False where certainly nothing was sent. */
  boolean tell(NodeId to, RouterMessage message) {
    if (to.equals(self)) {
      router.tell(message);
      return true;
    }
    return links.tell(to, message);
  }
}
