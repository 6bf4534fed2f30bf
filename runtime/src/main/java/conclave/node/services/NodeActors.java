package conclave.node.services;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import conclave.balance.ArteryRouters;
import conclave.balance.LoadView;
import conclave.balance.RingOwners;
import conclave.balance.Router;
import conclave.balance.RouterSettings;
import conclave.coordination.CoordinationServices;
import conclave.election.ElectionSettings;
import conclave.election.LeaderElection;
import conclave.lock.LockSettings;
import conclave.lock.Locks;
import conclave.map.ReplicatedMap;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Gateway;
import conclave.serialization.PeerAddress;
import conclave.sharding.Members;
import conclave.sharding.Placement;
import conclave.sharding.PlacementServices;
import conclave.sharding.PlacementSettings;
import conclave.sharding.RingView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of a node: started with the process, before there is a cluster, and restarted in
 * place, so that references stay good.
 */
public record NodeActors(
    ActorRef<Locks.Command> locks,
    ActorRef<LeaderElection.Command> elections,
    ActorRef<ReplicatedMap.Command> maps,
    ActorRef<Placement.Command> placement,
    RingView ring,
    ActorRef<Router.Command> router) {

  private static final Logger LOCK_LINES = LoggerFactory.getLogger("conclave.lock");

  /** The names among the system actors. */
  public static final String MAPS = "conclave-maps";

  public static final String LOCK_LOG = "conclave-lock-log";

  /**
   * What a node gives.
   *
   * @param controlGroup holds locks, elections and the partition table
   * @param control the way to it
   * @param maps the way to the group that holds the maps
   * @param members who is in the cluster; nobody before there is one
   * @param loads every member: how busy it is, and whether it is there
   * @param addresses where a node was last heard of
   * @param nanoClock monotonic
   * @param random two processes must not draw alike
   */
  public record Setup(
      NodeId self,
      String controlGroup,
      ActorRef<Gateway.Command> control,
      ActorRef<Gateway.Command> maps,
      Supplier<List<NodeId>> members,
      LoadView loads,
      Function<NodeId, Optional<PeerAddress>> addresses,
      LongSupplier nanoClock,
      SplittableRandom random) {}

  /** Whether they could be started; an IllegalArgumentException names what is wrong. */
  public static void requireReadable(Config config) {
    LockSettings.create(config);
    ElectionSettings.create(config);
    PlacementSettings.create(config);
    RouterSettings.create(config);
  }

  /** Starts them; once in an ActorSystem. */
  public static NodeActors start(ActorSystem<?> system, Setup setup) {
    Config config = system.settings().config();
    CoordinationServices coordination =
        CoordinationServices.start(
            system,
            new CoordinationServices.Setup(
                setup.self(),
                setup.controlGroup(),
                setup.control(),
                LockSettings.create(config),
                ElectionSettings.create(config),
                setup.nanoClock(),
                setup.random().split()));
    system.systemActorOf(
        supervised(LockLog.create(setup.controlGroup(), setup.self(), LOCK_LINES::info)),
        LOCK_LOG,
        Props.empty());
    PlacementServices placement =
        PlacementServices.start(
            system,
            new PlacementServices.Setup(
                setup.self(),
                setup.controlGroup(),
                setup.control(),
                PlacementSettings.create(config),
                Members.of(setup.members(), setup.loads()),
                setup.nanoClock()));
    return new NodeActors(
        coordination.locks(),
        coordination.elections(),
        system.systemActorOf(supervised(ReplicatedMap.create(setup.maps())), MAPS, Props.empty()),
        placement.placement(),
        placement.ring(),
        startRouter(system, setup, placement.ring()));
  }

  private static ActorRef<Router.Command> startRouter(
      ActorSystem<?> system, Setup setup, RingView ring) {
    RouterSettings settings = RouterSettings.create(system.settings().config());
    return Router.start(
        system,
        new Router.Setup(
            setup.self(),
            new ArteryRouters(system, setup.addresses()),
            setup.loads(),
            new RingOwners(ring, settings.owners()),
            settings,
            setup.nanoClock(),
            setup.random().split()));
  }

  private static <T> Behavior<T> supervised(Behavior<T> behavior) {
    return Behaviors.supervise(behavior)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(50), Duration.ofSeconds(5), 0.1));
  }
}
