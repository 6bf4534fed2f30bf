package conclave.sharding;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Gateway;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The placement of a node and its supervision. {@link Placement} lives as long as the node; if it
 * dies, it is restarted after a back-off and follows the machine anew. Meanwhile the view keeps the
 * last table, subscribers are kept too, and this node plans nothing.
 *
 * @param placement takes questions and subscriptions
 * @param ring the present table, for any thread
 */
public record PlacementServices(ActorRef<Placement.Command> placement, RingView ring) {

  /** The name among the system actors. */
  public static final String NAME = "conclave-placement";

  /**
   * What a node gives.
   *
   * @param group whose log has the machine {@code conclave.ring.PlacementTable}
   * @param gateway to that group
   * @param nanoClock monotonic
   */
  public record Setup(
      NodeId self,
      String group,
      ActorRef<Gateway.Command> gateway,
      PlacementSettings settings,
      Members members,
      LongSupplier nanoClock) {}

  /** Starts it; once in an ActorSystem. */
  public static PlacementServices start(ActorSystem<?> system, Setup setup) {
    return start(placement -> system.systemActorOf(placement, NAME, Props.empty()), setup);
  }

  /**
   * Starts it in a place of the caller's choice.
   *
   * @param spawn is called once
   */
  public static PlacementServices start(
      Function<Behavior<Placement.Command>, ActorRef<Placement.Command>> spawn, Setup setup) {
    PublishedRing ring = new PublishedRing();
    ActorRef<Placement.Command> placement =
        spawn.apply(
            Behaviors.supervise(Placement.create(setup, ring))
                .onFailure(
                    SupervisorStrategy.restartWithBackoff(
                        Duration.ofMillis(50), Duration.ofSeconds(5), 0.1)));
    return new PlacementServices(placement, ring);
  }
}
