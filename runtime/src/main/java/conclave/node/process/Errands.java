package conclave.node.process;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SpawnProtocol;

/**
 * Short-lived actors that ask others and give the answer to somebody who is none. Children of one
 * actor, since a system actor needs a name that nobody else has at the time.
 */
final class Errands {

  private final ActorSystem<?> system;
  private final ActorRef<SpawnProtocol.Command> parent;

  Errands(ActorSystem<?> system) {
    this.system = system;
    this.parent = system.systemActorOf(SpawnProtocol.create(), "conclave-errands", Props.empty());
  }

  <T> void run(Behavior<T> errand) {
    parent.tell(new SpawnProtocol.Spawn<>(errand, "", Props.empty(), system.ignoreRef()));
  }
}
