package conclave.replica.kit;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import conclave.map.ReplicatedMap;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Standing;
import conclave.replica.peers.ArteryPeers;
import conclave.replica.peers.Bulk;
import conclave.replica.supervision.ClientSupervisor;
import conclave.replica.supervision.ReplicaSupervisor;
import conclave.serialization.PeerAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A process that hosts no replica: its own ActorSystem, and a gateway to the cluster's group. */
public final class ClientKit implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ActorSystem<Void> system;
  private final ActorRef<Gateway.Command> gateway;
  private final ActorRef<ReplicatedMap.Command> map;

  /**
   * @param members in the order in which the client shall try them
   */
  ClientKit(ClusterKit cluster, PeerAddress address, List<NodeId> members) {
    system =
        ActorSystem.create(Behaviors.empty(), address.system(), NodeKit.config(address.port()));
    NodeId self = new NodeId("client-" + address.port(), address.port());
    ClientSupervisor.Setup setup =
        new ClientSupervisor.Setup(
            new Standing.Client(self, address, () -> members),
            List.of(ClusterKit.GROUP),
            NodeKit.GATEWAYS,
            new ArteryPeers(system, self, cluster::addressOf),
            System::nanoTime,
            new SplittableRandom(System.nanoTime()));
    ActorRef<ClientSupervisor.FindGateway> supervisor =
        system.systemActorOf(ClientSupervisor.create(setup), ReplicaSupervisor.NAME, Props.empty());
    system.systemActorOf(Bulk.create(), Bulk.NAME, Props.empty());
    gateway =
        AskPattern.<ClientSupervisor.FindGateway, Optional<ActorRef<Gateway.Command>>>ask(
                supervisor,
                replyTo -> new ClientSupervisor.FindGateway(ClusterKit.GROUP, replyTo),
                PATIENCE,
                system.scheduler())
            .toCompletableFuture()
            .join()
            .orElseThrow();
    map = system.systemActorOf(ReplicatedMap.create(gateway), "map", Props.empty());
  }

  public ActorRef<Gateway.Command> gateway() {
    return gateway;
  }

  /** Asks the map and waits. */
  public ReplicatedMap.Reply ask(
      akka.japi.function.Function<ActorRef<ReplicatedMap.Reply>, ReplicatedMap.Command> question) {
    return AskPattern.ask(map, question, PATIENCE, system.scheduler()).toCompletableFuture().join();
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
