package conclave.replica.peers;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.serialization.Wire;

/**
 * The node's end of the lane for large messages: passes on what comes. An actor of its own, since
 * Artery chooses the lane by the path of the destination. If it dies, what it held is lost, as
 * messages may be.
 */
public final class Bulk {

  /** Its name among the system actors. */
  public static final String NAME = "conclave-bulk";

  private Bulk() {}

  public static Behavior<Wire> create() {
    return Behaviors.setup(
        context -> {
          LocalActors local = new LocalActors(context.getSystem());
          return Behaviors.receive(Wire.class)
              .onMessage(
                  Wire.ForReplica.class,
                  message -> {
                    local.replica(message.group(), message);
                    return Behaviors.same();
                  })
              .onMessage(
                  Wire.ForGateway.class,
                  message -> {
                    local.gateway(message.group(), message);
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
