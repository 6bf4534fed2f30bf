package conclave.testkit;

import akka.actor.InvalidActorNameException;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.GatewaySession;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.gateway.Standing;
import conclave.replica.peers.LocalActors;
import conclave.replica.peers.Peers;
import conclave.replica.supervision.ReplicaSupervisor;
import conclave.serialization.Wire;
import conclave.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The actors of all nodes of an imaginary cluster, in one ActorSystem: those of a real node, with a
 * {@link StandIn} for each replica.
 */
final class Cast {

  /** One node. */
  record Node(NodeId id, Link link) {

    /** What a group is called on this node, whose actors have many neighbours. */
    String nameOf(Group group) {
      return group.name() + "-" + id.name();
    }
  }

  /** What all nodes agree on. */
  record World(Group control, Group ring, Group maps, List<Node> nodes) {
    List<Group> groups() {
      return List.of(control, ring, maps);
    }
  }

  /** The other way round: whatever goes to the cluster goes to the own stand-in. */
  private record InMemoryPeers(Link link, LocalActors local) implements Peers {

    @Override
    public void tell(NodeId to, Wire.ForReplica message) {
      link.request(() -> local.replica(message.group(), message));
    }

    @Override
    public void tell(Wire.Sender to, Wire.ForGateway message) {
      link.answer(() -> local.gateway(message.group(), message));
    }
  }

  enum Exit {
    INSTANCE
  }

  private static final String NODES = "conclave-nodes";

  private final ActorSystem<?> system;
  private final World world;
  private final Map<String, ActorRef<Object>> gateways = new LinkedHashMap<>();
  private final Crew crew;
  private final List<ActorRef<Exit>> roots;

  Cast(ActorSystem<?> system, World world) {
    this.system = system;
    this.world = world;
    ActorRef<Exit> groups = startGroups();
    this.crew = new Crew(system, world, gateways);
    gateways.values().forEach(Cast::openSession);
    this.roots = List.of(system.systemActorOf(crew.create(), NODES, Props.empty()), groups);
  }

  private ActorRef<Exit> startGroups() {
    try {
      return system.systemActorOf(groups(), ReplicaSupervisor.NAME, Props.empty());
    } catch (InvalidActorNameException e) {
      throw new IllegalStateException(
          "a cluster runs in ActorSystem %s already: close it before another is started"
              .formatted(system.name()),
          e);
    }
  }

  Crew crew() {
    return crew;
  }

  /** All leave, the services first; whoever holds something hears that it is lost. */
  void exit() {
    roots.forEach(root -> root.tell(Exit.INSTANCE));
  }

  /** So that what a test does to the first request does not meet the opening of the session. */
  private static void openSession(ActorRef<Object> gateway) {
    gateway.tell(
        new Gateway.Execute(
            "none", new byte[0], Duration.ofSeconds(1), Optional.empty(), outcome -> {}));
  }

  private Behavior<Exit> groups() {
    return Behaviors.setup(
        context -> {
          context.spawn(replicas(), "replicas");
          context.spawn(gateways(), "gateways");
          return untilExit();
        });
  }

  static Behavior<Exit> untilExit() {
    return Behaviors.receiveMessage(exit -> Behaviors.stopped());
  }

  private Behavior<Void> replicas() {
    return Behaviors.setup(
        context -> {
          for (Node node : world.nodes()) {
            for (Group group : world.groups()) {
              String name = node.nameOf(group);
              context.spawn(
                  StandIn.create(new StandIn.Setup(name, group, node.link(), peers(node))), name);
            }
          }
          return Behaviors.empty();
        });
  }

  private Peers peers(Node node) {
    return new InMemoryPeers(node.link(), new LocalActors(system));
  }

  private Behavior<Void> gateways() {
    return Behaviors.setup(
        context -> {
          for (Node node : world.nodes()) {
            for (Group group : world.groups()) {
              String name = node.nameOf(group);
              gateways.put(name, context.spawn(Gateway.create(gateway(node, name)), name));
            }
          }
          return Behaviors.empty();
        });
  }

  private Gateway.Setup gateway(Node node, String name) {
    return new Gateway.Setup(
        name,
        new Standing.Member(node.id()),
        GatewaySettings.create(system.settings().config()),
        new GatewaySession(new SplittableRandom(name.hashCode())),
        VirtualTime.of(system),
        peers(node));
  }
}
