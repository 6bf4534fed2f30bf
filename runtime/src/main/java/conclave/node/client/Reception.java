package conclave.node.client;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import conclave.node.formation.Membership;
import conclave.node.formation.Terms;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where strangers ask a node who is in its cluster. Remembers nobody, and is started again at once
 * if it dies: a client that is not answered asks again.
 */
public final class Reception {

  /** Its name among the system actors, the same on all nodes. */
  public static final String NAME = "conclave-reception";

  private Reception() {}

  /**
   * @param membership what the node knows; asked anew each time
   */
  public static Behavior<Inquiry> create(Terms terms, Supplier<Optional<Membership>> membership) {
    Behavior<Inquiry> answering =
        Behaviors.receiveMessage(
            inquiry -> {
              inquiry.replyTo().tell(roster(terms, membership.get()));
              return Behaviors.same();
            });
    return Behaviors.supervise(answering).onFailure(SupervisorStrategy.restart());
  }

  private static Roster roster(Terms terms, Optional<Membership> membership) {
    return new Roster(terms.oldestProtocol(), terms.newestProtocol(), membership.orElse(null));
  }
}
