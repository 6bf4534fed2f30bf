package conclave.node.client;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.node.formation.Membership;
import conclave.node.formation.Terms;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where strangers ask a node who is in its cluster. Remembers nobody: a client that comes back asks
 * again.
 */
public final class Reception {

  /** Its name among the system actors, the same on all nodes. */
  public static final String NAME = "conclave-reception";

  private Reception() {}

  /**
   * @param membership what the node knows; asked anew each time
   */
  public static Behavior<Inquiry> create(Terms terms, Supplier<Optional<Membership>> membership) {
    return Behaviors.receiveMessage(
        inquiry -> {
          inquiry
              .replyTo()
              .tell(
                  new Roster(
                      terms.oldestProtocol(),
                      terms.newestProtocol(),
                      membership.get().orElse(null)));
          return Behaviors.same();
        });
  }
}
