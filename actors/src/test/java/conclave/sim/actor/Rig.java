package conclave.sim.actor;

import akka.actor.ActorPath;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import conclave.machine.StateMachine;
import conclave.replica.gateway.Gateway;
import conclave.replica.journal.LogNotice;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What runs on the nodes, and how; a planted bug is another rig. The actors are as they are. */
public interface Rig {

  /** As it should be. */
  Rig CORRECT = new Rig() {};

  /** Where a process draws its seeds and names from. */
  default RandomGenerator random(ActorNode node, RandomGenerator own) {
    return own;
  }

  /** What an actor of that node handles in place of the message that it took. */
  default Object taken(ActorNode node, ActorPath actor, Object message) {
    return message;
  }

  /** How the journal's news reach a replica. */
  default void told(ActorNode node, LogNotice notice, ActorRef<LogNotice> replica) {
    replica.tell(notice);
  }

  /** The machines of each replica beside the map, fresh. */
  default Map<String, StateMachine> machines() {
    return Map.of();
  }

  /** That process of that node has a gateway: whatever else runs on a node starts. */
  default void serves(
      ActorNode node, ActorSystem<Void> system, ActorRef<Gateway.Command> gateway) {}

  /** More trouble than every run has. */
  default void begins(ActorCluster world) {}
}
