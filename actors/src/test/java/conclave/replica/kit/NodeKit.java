package conclave.replica.kit;

import akka.actor.PoisonPill;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.journal.JournalSettings;
import conclave.journal.disk.LocalDisk;
import conclave.map.ReplicatedMap;
import conclave.raft.RaftEvent;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.raft.proposer.Pace;
import conclave.replica.GroupSpec;
import conclave.replica.Ports;
import conclave.replica.Replica;
import conclave.replica.ReplicaStatus;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.journal.JournalThread;
import conclave.replica.peers.ArteryPeers;
import conclave.replica.peers.Bulk;
import conclave.replica.peers.LocalActors;
import conclave.replica.supervision.Backoff;
import conclave.replica.supervision.ReplicaSupervisor;
import conclave.serialization.PeerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

/** One node: what a node process is made of, on its own data directory. */
public final class NodeKit {

  static final GatewaySettings GATEWAYS =
      new GatewaySettings(
          20_000, 32L << 20, 256, 96 << 10, 4, 400_000_000L, 30_000_000L, 30_000_000_000L);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ClusterKit cluster;
  private final NodeId id;
  private final PeerAddress address;
  private final Path folder;
  private volatile BiConsumer<String, RaftEvent> observer = (group, event) -> {};
  private ActorSystem<Void> system;
  private JournalThread journal;
  private Faults faults;
  private ActorRef<ReplicaSupervisor.Command> supervisor;
  private ActorRef<Gateway.Command> gateway;
  private ActorRef<ReplicatedMap.Command> map;
  private volatile String fatal = "";

  NodeKit(ClusterKit cluster, NodeId id, PeerAddress address, Path folder) {
    this.cluster = cluster;
    this.id = id;
    this.address = address;
    this.folder = folder;
  }

  void start() throws IOException {
    system = ActorSystem.create(Behaviors.empty(), address.system(), config(address.port()));
    journal =
        JournalThread.open(
            LocalDisk.at(folder), JournalSettings.ofSegmentBytes(cluster.segmentBytes()));
    faults = new Faults(new ArteryPeers(system, id, cluster::addressOf));
    Ports ports =
        new Ports(
            id,
            System::nanoTime,
            new SplittableRandom(System.nanoTime()),
            faults,
            (group, event) -> observer.accept(group, event),
            Pace.unlimited(),
            Duration.ofHours(1),
            group -> false,
            Duration.ofSeconds(1));
    ReplicaSupervisor.Setup setup =
        new ReplicaSupervisor.Setup(
            ports,
            journal,
            List.of(
                new GroupSpec(
                    ClusterKit.GROUP, cluster.initial(id), cluster.settings(), cluster::machines)),
            GATEWAYS,
            cluster.keys(),
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2)),
            reason -> fatal = reason);
    supervisor =
        system.systemActorOf(
            ReplicaSupervisor.create(setup), ReplicaSupervisor.NAME, Props.empty());
    system.systemActorOf(Bulk.create(), Bulk.NAME, Props.empty());
    gateway =
        AskPattern.<ReplicaSupervisor.Command, Optional<ActorRef<Gateway.Command>>>ask(
                supervisor,
                replyTo -> new ReplicaSupervisor.FindGateway(ClusterKit.GROUP, replyTo),
                PATIENCE,
                system.scheduler())
            .toCompletableFuture()
            .join()
            .orElseThrow();
    map = system.systemActorOf(ReplicatedMap.create(gateway), "map", Props.empty());
  }

  static Config config(int port) {
    return ConfigFactory.parseString(
            """
            akka.actor.provider = remote
            akka.loglevel = ERROR
            akka.loggers = ["akka.event.slf4j.Slf4jLogger"]
            akka.logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
            akka.log-dead-letters = off
            akka.jvm-exit-on-fatal-error = off
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            akka.remote.artery.canonical { hostname = "127.0.0.1", port = %d }
            """
                .formatted(port))
        .withFallback(ConfigFactory.parseResources("conclave-akka.conf"))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  /** Ends everything at once; what was not on the disk is lost. */
  void terminate() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    journal.close().toCompletableFuture().join();
    system = null;
  }

  boolean isUp() {
    return system != null;
  }

  public NodeId id() {
    return id;
  }

  public ActorSystem<Void> system() {
    return system;
  }

  public Faults faults() {
    return faults;
  }

  public JournalThread journal() {
    return journal;
  }

  public ActorRef<ReplicatedMap.Command> map() {
    return map;
  }

  public ActorRef<Gateway.Command> gateway() {
    return gateway;
  }

  public String fatal() {
    return fatal;
  }

  public void observe(BiConsumer<String, RaftEvent> by) {
    observer = by;
  }

  /** Asks the map and waits. */
  public ReplicatedMap.Reply ask(
      akka.japi.function.Function<ActorRef<ReplicatedMap.Reply>, ReplicatedMap.Command> question) {
    return AskPattern.ask(map, question, PATIENCE, system.scheduler()).toCompletableFuture().join();
  }

  /** Whatever this node leads goes to others; waits for the answer. */
  public ReplicaSupervisor.HandedOver handOver(Duration within) {
    return AskPattern.<ReplicaSupervisor.Command, ReplicaSupervisor.HandedOver>ask(
            supervisor,
            replyTo -> new ReplicaSupervisor.HandOver(within, replyTo),
            within.plus(PATIENCE),
            system.scheduler())
        .toCompletableFuture()
        .join();
  }

  /** The replica's status, if it answers at once. */
  public Optional<ReplicaStatus> status() {
    return askReplica(Replica.GetStatus::new, Duration.ofMillis(300));
  }

  /** Asks the replica for other members; empty where it does not answer. */
  public Optional<Change.Outcome> change(Change wish) {
    return askReplica(
        (ActorRef<Change.Outcome> replyTo) -> new Replica.ChangeMembers(wish, replyTo), PATIENCE);
  }

  private <A> Optional<A> askReplica(
      akka.japi.function.Function<ActorRef<A>, Object> question, Duration patience) {
    LocalActors local = new LocalActors(system);
    ActorRef<Object> replica =
        system.systemActorOf(
            Behaviors.receive(Object.class)
                .onAnyMessage(
                    ask -> {
                      local.replica(ClusterKit.GROUP, ask);
                      return Behaviors.stopped();
                    })
                .build(),
            "question-" + cluster.nextName(),
            Props.empty());
    try {
      return Optional.of(
          AskPattern.ask(replica, question, patience, system.scheduler())
              .toCompletableFuture()
              .join());
    } catch (CompletionException e) {
      return Optional.empty();
    }
  }

  /** Stops whoever is at that path under /system/conclave now. */
  public void kill(String path) {
    Adapter.toClassic(system)
        .actorSelection("/system/conclave/" + path)
        .tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
  }

  /** The present life of whoever is at that path, if anybody is. */
  public Optional<akka.actor.ActorRef> find(String path) {
    try {
      return Optional.of(
          Adapter.toClassic(system)
              .actorSelection("/system/conclave/" + path)
              .resolveOne(Duration.ofSeconds(1))
              .toCompletableFuture()
              .join());
    } catch (CompletionException e) {
      return Optional.empty();
    }
  }
}
