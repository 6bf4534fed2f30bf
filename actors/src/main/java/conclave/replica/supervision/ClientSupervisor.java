package conclave.replica.supervision;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.GatewaySession;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.gateway.Standing;
import conclave.replica.peers.Peers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The gateways of a process that hosts no replica, in the place where members expect a gateway.
 *
 * <p>Start it with {@code system.systemActorOf(ClientSupervisor.create(setup),
 * ReplicaSupervisor.NAME, ...)}, and {@link conclave.replica.peers.Bulk} beside it. A gateway that
 * dies is restarted in place: its reference stays good, and its callers are answered.
 */
public final class ClientSupervisor {

  /**
   * What a process gives.
   *
   * @param groups whose gateways are wanted
   * @param random names sessions and batches; two processes must not draw alike
   */
  public record Setup(
      Standing.Client standing,
      List<String> groups,
      GatewaySettings gateways,
      Peers peers,
      LongSupplier nanoClock,
      RandomGenerator random) {}

  /** Asks for the gateway of a group; empty where it is none of those that were wanted. */
  public record FindGateway(String group, ActorRef<Optional<ActorRef<Gateway.Command>>> replyTo) {}

  private ClientSupervisor() {}

  /** Spawns the gateways and tells whoever asks where they are. */
  public static Behavior<FindGateway> create(Setup setup) {
    return Behaviors.setup(
        context -> {
          ActorRef<FindGateway> gateways = context.spawn(gateways(setup), "gateways");
          return Behaviors.receiveMessage(
              find -> {
                gateways.tell(find);
                return Behaviors.same();
              });
        });
  }

  private static Behavior<FindGateway> gateways(Setup setup) {
    return Behaviors.setup(
        context -> {
          Map<String, ActorRef<Gateway.Command>> spawned = new LinkedHashMap<>();
          for (String group : setup.groups()) {
            spawned.put(group, context.spawn(gateway(group, setup), group).narrow());
          }
          return Behaviors.receiveMessage(
              find -> {
                find.replyTo().tell(Optional.ofNullable(spawned.get(find.group())));
                return Behaviors.same();
              });
        });
  }

  private static Behavior<Object> gateway(String group, Setup setup) {
    RandomGenerator own = new SplittableRandom(setup.random().nextLong());
    Gateway.Setup given =
        new Gateway.Setup(
            group,
            setup.standing(),
            setup.gateways(),
            new GatewaySession(own),
            setup.nanoClock(),
            setup.peers());
    return Behaviors.supervise(Gateway.create(given)).onFailure(SupervisorStrategy.restart());
  }
}
