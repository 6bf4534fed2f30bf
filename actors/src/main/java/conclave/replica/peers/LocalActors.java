package conclave.replica.peers;

import akka.actor.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import conclave.serialization.PeerAddress;

/**
 * This node's own replicas and gateways by path: whoever lives there at that moment, since they may
 * be stopped and spawned anew. Where nobody does, the message is lost.
 */
public final class LocalActors {

  private final akka.actor.ActorSystem system;

  public LocalActors(ActorSystem<?> system) {
    this.system = Adapter.toClassic(system);
  }

  /** To the replica of that group. */
  public void replica(String group, Object message) {
    tell(PeerAddress.ROOT + "/replicas/" + group, message);
  }

  /** To the gateway of that group. */
  public void gateway(String group, Object message) {
    tell(PeerAddress.ROOT + "/gateways/" + group, message);
  }

  private void tell(String path, Object message) {
    system.actorSelection(path).tell(message, ActorRef.noSender());
  }
}
