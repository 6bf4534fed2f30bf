package conclave.balance;

import akka.actor.typed.ActorRef;
import conclave.balance.duty.Duties;
import conclave.balance.route.Directory;
import conclave.balance.route.Outcome;
import conclave.balance.route.Routing;

/**
 * What must survive a router's death: who waits for an outcome, who works on what, and the numbers
 * that tell one from another. Used by one router at a time.
 */
final class RouterMemory {

  /** Names this process in what it sends: answers to a former one are not taken for its own. */
  final long life;

  final Routing<ActorRef<Outcome>> routing;
  final Duties<ActorRef<Work>> duties;
  final Directory directory = new Directory();
  long unsent;

  RouterMemory(Router.Setup setup) {
    this.life = setup.random().nextLong();
    this.routing = new Routing<>(setup.settings().routes(), setup.random());
    this.duties = new Duties<>(setup.self(), setup.settings().duties());
  }
}
