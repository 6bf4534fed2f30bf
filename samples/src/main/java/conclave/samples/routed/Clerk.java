package conclave.samples.routed;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.balance.Router;
import conclave.balance.Work;
import conclave.serialization.CborSerializable;
import org.slf4j.Logger;

/** Does what is asked of its node. Each node has one. */
public final class Clerk {

  /** What clerks offer. */
  public static final String SERVICE = "clerk";

  /** The clerk's answer: the node that it was done on. */
  public record Receipt(String node) implements CborSerializable {}

  private Clerk() {}

  /**
   * Offers the service of its node for as long as it lives.
   *
   * @param listener hears what it did
   */
  public static Behavior<Work> create(
      String node, ActorRef<Router.Command> router, ActorRef<Event> listener) {
    return Behaviors.setup(
        context -> {
          context.spawn(registration(router, context.getSelf()), "registration");
          return Behaviors.receiveMessage(
              work -> {
                if (work.payload() instanceof Task task) {
                  listener.tell(new Event.Did(node, task));
                  work.done(new Receipt(node));
                } else {
                  work.decline("a clerk does not know " + work.payload());
                }
                return Behaviors.same();
              });
        });
  }

  /** A clerk who gets no work is of no use, and nobody would notice: it says so. */
  private static Behavior<Router.Registration> registration(
      ActorRef<Router.Command> router, ActorRef<Work> clerk) {
    return Behaviors.setup(
        context -> {
          Logger log = context.getLog();
          router.tell(new Router.Register(SERVICE, clerk, context.getSelf()));
          return Behaviors.receiveMessage(
              answer -> {
                if (answer instanceof Router.NotRegistered not) {
                  log.error("This node has no clerk: {}", not.message());
                }
                return Behaviors.stopped();
              });
        });
  }
}
