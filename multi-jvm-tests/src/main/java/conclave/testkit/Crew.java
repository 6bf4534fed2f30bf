package conclave.testkit;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import conclave.balance.LoadView;
import conclave.balance.RingOwners;
import conclave.balance.Router;
import conclave.balance.RouterMessage;
import conclave.balance.RouterSettings;
import conclave.election.ElectionSettings;
import conclave.election.LeaderElection;
import conclave.lock.LockClock;
import conclave.lock.LockSettings;
import conclave.lock.Locks;
import conclave.map.ReplicatedMap;
import conclave.monitor.Heartbeat;
import conclave.monitor.MonitorBoard;
import conclave.monitor.NodeMonitor;
import conclave.node.ClusterServices;
import conclave.node.NodeSettings;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Gateway;
import conclave.replica.supervision.Backoff;
import conclave.sharding.Members;
import conclave.sharding.Placement;
import conclave.sharding.PlacementServices;
import conclave.sharding.PlacementSettings;
import conclave.sharding.RingView;
import conclave.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The services of all nodes, each as a real node has them. */
final class Crew {

  private record Services(
      ActorRef<Locks.Command> locks,
      ActorRef<LeaderElection.Command> elections,
      ActorRef<ReplicatedMap.Command> maps,
      ActorRef<Placement.Command> placement,
      RingView ring,
      ActorRef<Router.Command> router,
      ActorRef<NodeMonitor.Command> monitor,
      LoadView loads)
      implements ClusterServices {

    /** It has its first ring before a test has it. */
    @Override
    public CompletionStage<Done> whenReady(Duration within) {
      return CompletableFuture.completedStage(Done.getInstance());
    }

    /** It ends with the test, and has no directory. */
    @Override
    public CompletionStage<Done> whenStopped() {
      return new CompletableFuture<>();
    }
  }

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));

  private final VirtualTime time;
  private final Config config;
  private final Cast.World world;
  private final Map<String, ActorRef<Object>> gateways;
  private final Map<NodeId, Link> links = new HashMap<>();
  private final Map<NodeId, Dials> dials = new HashMap<>();
  private final Map<NodeId, Services> services = new LinkedHashMap<>();

  /**
   * @param gateways by the name of the group on the node
   */
  Crew(ActorSystem<?> system, Cast.World world, Map<String, ActorRef<Object>> gateways) {
    this.time = VirtualTime.of(system);
    this.config = system.settings().config();
    this.world = world;
    this.gateways = gateways;
    for (Cast.Node node : world.nodes()) {
      links.put(node.id(), node.link());
      dials.put(node.id(), new Dials());
    }
  }

  ClusterServices services(Cast.Node node) {
    return services.get(node.id());
  }

  /** What is measured on that node. */
  Dials dials(Cast.Node node) {
    return dials.get(node.id());
  }

  Behavior<Cast.Exit> create() {
    return Behaviors.setup(
        context -> {
          world.nodes().forEach(node -> services.put(node.id(), start(context, node)));
          return Cast.untilExit();
        });
  }

  private ActorRef<Gateway.Command> gateway(Cast.Node node, Group group) {
    return gateways.get(node.nameOf(group)).narrow();
  }

  private Services start(ActorContext<Cast.Exit> context, Cast.Node node) {
    String name = "-" + node.id().name();
    SplittableRandom random = new SplittableRandom(node.id().hashCode());
    ActorRef<Locks.Command> locks = locks(context, node);
    ActorRef<LeaderElection.Command> elections =
        context.spawn(
            LeaderElection.create(
                new LeaderElection.Setup(
                    node.nameOf(world.control()),
                    locks,
                    ElectionSettings.create(config),
                    random.split())),
            "elections" + name);
    ActorRef<ReplicatedMap.Command> maps =
        context.spawn(ReplicatedMap.create(gateway(node, world.maps())), "maps" + name);
    MonitorBoard board = new MonitorBoard(node.id(), time);
    PlacementServices placement = placement(context, node, board);
    RouterSettings routes = RouterSettings.create(config);
    ActorRef<Router.Command> router =
        context.spawn(
            Router.create(
                new Router.Setup(
                    node.id(),
                    (to, message) -> route(node, to, message),
                    board,
                    new RingOwners(placement.ring(), routes.owners()),
                    routes,
                    time,
                    random.split())),
            "router" + name);
    ActorRef<NodeMonitor.Command> monitor =
        context.spawn(NodeMonitor.create(monitor(node, board)), "monitor" + name);
    return new Services(
        locks, elections, maps, placement.placement(), placement.ring(), router, monitor, board);
  }

  private ActorRef<Locks.Command> locks(ActorContext<Cast.Exit> context, Cast.Node node) {
    String group = node.nameOf(world.control());
    ActorRef<Gateway.Command> gateway = gateway(node, world.control());
    LockSettings settings = LockSettings.create(config);
    ActorRef<LockClock.Command> clock =
        context.spawn(
            LockClock.create(
                new LockClock.Setup(node.id(), group, gateway, settings.expiry(), time)),
            "lock-clock-" + node.id().name());
    return context.spawn(
        Locks.create(new Locks.Setup(group, gateway, Optional.of(clock), settings, time)),
        "locks-" + node.id().name());
  }

  private PlacementServices placement(
      ActorContext<Cast.Exit> context, Cast.Node node, LoadView loads) {
    return PlacementServices.start(
        behavior -> context.spawn(behavior, "placement-" + node.id().name()),
        new PlacementServices.Setup(
            node.id(),
            node.nameOf(world.ring()),
            gateway(node, world.ring()),
            PlacementSettings.create(config),
            Members.of(this::members, loads),
            time));
  }

  private NodeMonitor.Setup monitor(Cast.Node node, MonitorBoard board) {
    return new NodeMonitor.Setup(
        node.id(),
        this::members,
        (to, heartbeat) -> beat(node, to, heartbeat),
        dials(node),
        time,
        NodeSettings.monitor(config),
        board,
        BACKOFF);
  }

  private List<NodeId> members() {
    return world.nodes().stream().map(Cast.Node::id).toList();
  }

  private void beat(Cast.Node from, NodeId to, Heartbeat heartbeat) {
    if (connected(from.id(), to)) {
      services.get(to).monitor().tell(heartbeat);
    }
  }

  private boolean route(Cast.Node from, NodeId to, RouterMessage message) {
    if (connected(from.id(), to)) {
      services.get(to).router().unsafeUpcast().tell(message);
    }
    return services.containsKey(to);
  }

  private boolean connected(NodeId from, NodeId to) {
    return services.containsKey(to) && !links.get(from).isCut() && !links.get(to).isCut();
  }
}
