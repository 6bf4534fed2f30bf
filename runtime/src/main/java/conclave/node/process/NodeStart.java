package conclave.node.process;

import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import conclave.async.AsyncSettings;
import conclave.async.internal.Errands;
import conclave.cluster.internal.AkkaClusterSettings;
import conclave.cluster.internal.AkkaClusterSetup;
import conclave.cluster.internal.AkkaMembers;
import conclave.cluster.internal.DowningHost;
import conclave.cluster.internal.FoundingHost;
import conclave.http.HttpApi;
import conclave.http.HttpSettings;
import conclave.http.Services;
import conclave.monitor.MonitorBoard;
import conclave.monitor.NodeMonitor;
import conclave.monitor.measure.JvmProbe;
import conclave.node.CannotStart;
import conclave.node.DataDirectory;
import conclave.node.HostPort;
import conclave.node.NodeSettings;
import conclave.node.client.Reception;
import conclave.node.formation.Formation;
import conclave.node.formation.Membership;
import conclave.node.formation.Setup;
import conclave.node.handover.Handovers;
import conclave.node.leading.LeaderWatch;
import conclave.node.leading.LeadingSettings;
import conclave.node.leading.OwnSuitability;
import conclave.node.member.Desk;
import conclave.node.member.MemberSettings;
import conclave.node.services.Divergences;
import conclave.node.services.NodeActors;
import conclave.node.serving.ActorLeaders;
import conclave.node.serving.ActorLocks;
import conclave.node.serving.ActorMembers;
import conclave.node.serving.GatewayMaps;
import conclave.node.serving.NodeHealth;
import conclave.node.serving.TableRing;
import conclave.node.speech.Protocols;
import conclave.node.system.NameWatch;
import conclave.node.system.Requirements;
import conclave.raft.RaftEvent;
import conclave.replica.ReplicaSettings;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.keys.KeySettings;
import conclave.replica.supervision.Backoff;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a node in an ActorSystem. Whatever an operator may have got wrong shows before there
 * is any actor: settings, then directory and journal, then the port of HTTP; each is closed again
 * when the next one fails.
 */
final class NodeStart {

  private static final Logger LOG = LoggerFactory.getLogger("conclave.node");

  private static final Duration BIND = Duration.ofSeconds(10);

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));

  private final ActorSystem<?> system;
  private final NodeSettings settings;
  private final HostPort address;
  private final Ground ground;
  private final Ending ending;
  private final AddressBook addresses;
  private final MonitorBoard board;
  private final OwnSuitability suitability = new OwnSuitability();
  private final Protocols protocols;
  private final Divergences divergences = new Divergences();
  private final Returning returning;

  /** Set before there is any replica. */
  private volatile MemberKeeping members;

  private NodeStart(ActorSystem<?> system, NodeSettings settings, Ground ground) {
    this.system = system;
    this.settings = settings;
    this.address = address(system).orElseThrow();
    this.ground = ground;
    this.returning = new Returning(settings, ground.directory());
    this.ending =
        new Ending(system, ground.journal(), ground.directory(), Ending.Patience.OF_A_NODE);
    this.addresses = new AddressBook(system.name());
    this.protocols = new Protocols(settings.newestProtocol());
    this.board = new MonitorBoard(ground.directory().self(), System::nanoTime);
  }

  /** Blocks while the disk is read. Once in an ActorSystem. */
  static Node start(ActorSystem<?> system) {
    if (CoordinatedShutdown.get(system).getShutdownReason().isPresent()) {
      throw new CannotStart("no node starts in an ActorSystem that is being shut down");
    }
    NodeSettings settings = settings(system);
    Ground ground = Ground.open(settings, new SecureRandom(), System::nanoTime);
    Optional<HttpApi> http;
    try {
      http = settings.serves() ? Optional.of(listen(system, settings.http())) : Optional.empty();
    } catch (RuntimeException e) {
      throw ground.close(e);
    }
    return new NodeStart(system, settings, ground).start(http);
  }

  private static NodeSettings settings(ActorSystem<?> system) {
    Config all = system.settings().config();
    List<String> wrong = new ArrayList<>();
    List<Consumer<Config>> sections =
        List.of(
            ReplicaSettings::create,
            GatewaySettings::create,
            KeySettings::create,
            AsyncSettings::create,
            NodeActors::requireReadable,
            MemberSettings::create,
            LeadingSettings::create,
            AkkaClusterSettings::create);
    for (Consumer<Config> section : sections) {
      try {
        section.accept(all);
      } catch (IllegalArgumentException | ConfigException e) {
        wrong.add(e.getMessage());
      }
    }
    wrong.addAll(Requirements.broken(system));
    return NodeSettings.of(all, address(system), wrong);
  }

  /** Where the others reach this ActorSystem; empty where it has no remoting. */
  private static Optional<HostPort> address(ActorSystem<?> system) {
    Address address = system.address();
    return address
        .getHost()
        .flatMap(host -> address.getPort().map(port -> new HostPort(withoutBrackets(host), port)));
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static HttpApi listen(ActorSystem<?> system, HttpSettings settings) {
    return listening(HttpApi.listen(system, settings), settings, BIND);
  }

  /** A port that is bound only after that is given back, since nobody knows of it then. */
  static HttpApi listening(
      CompletionStage<HttpApi> binding, HttpSettings settings, Duration within) {
    try {
      return binding
          .toCompletableFuture()
          .copy()
          .orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      binding.thenAccept(late -> late.binding().unbind());
      String why =
          e.getCause() instanceof TimeoutException
              ? "it took longer than %d ms".formatted(within.toMillis())
              : e.getCause().getMessage();
      throw new CannotStart(
          "cannot listen on %s:%d (conclave.http.port): %s"
              .formatted(settings.host(), settings.port(), why),
          e);
    }
  }

  /** When this fails, actors may be there: it ends with the system. */
  private Node start(Optional<HttpApi> http) {
    ending.follow();
    http.ifPresent(api -> ending.serves(api.binding()));
    try {
      Node node = startActors(http);
      LOG.info("Node {} at {}, data in {}", ground.directory().self(), address, settings.dataDir());
      return node;
    } catch (RuntimeException e) {
      RuntimeException why = overtaken(system, e);
      ending.fail("its start failed: " + why.getMessage());
      throw why;
    }
  }

  /** No actor can be started in a system that ends; anything else is a defect. */
  static RuntimeException overtaken(ActorSystem<?> system, RuntimeException e) {
    boolean ends =
        system.getWhenTerminated().toCompletableFuture().isDone()
            || CoordinatedShutdown.get(system).getShutdownReason().isPresent();
    return ends
        ? new CannotStart(
            "its ActorSystem ended while the node started in it: its guardian failed, or Akka"
                + " Cluster could not start; the lines before this one say which",
            e)
        : e;
  }

  private Node startActors(Optional<HttpApi> http) {
    NameWatch.start(system);
    NodeServices services =
        new NodeServices(
            new NodeServices.Setup(
                system,
                ground.directory().self(),
                ground.journal(),
                addresses,
                board,
                System::nanoTime,
                new SplittableRandom(new SecureRandom().nextLong()),
                protocols.active(),
                this::onEvent,
                suitability::isReluctant,
                settings.forgets(),
                ending::fail));
    ending.handsOver(services::handOver);
    NodeHealth health = health(services);
    members = keepMembers(services, startFormation(services));
    ActorRef<Desk.Command> desk = members.start();
    http.ifPresent(api -> api.serve(served(services, health, desk)));
    startAkkaCluster(services);
    startLeaderWatch(services);
    system.systemActorOf(
        Reception.create(settings.terms(), services::membership), Reception.NAME, Props.empty());
    return new Node(
        new Node.Parts(
            Errands.get(system), services.actors(), startMonitor(services), board, health, ending));
  }

  private NodeHealth health(NodeServices services) {
    return new NodeHealth(
        new NodeHealth.Setup(
            services.gateways(),
            services::waitsFor,
            settings.durability().name().toLowerCase(Locale.ROOT),
            () -> returning.lost(services, board)));
  }

  private MemberKeeping keepMembers(
      NodeServices services, ActorRef<FormationHost.Command> formation) {
    return new MemberKeeping(
        new MemberKeeping.Setup(
            system,
            services,
            addresses,
            address.toString(),
            board,
            protocols,
            ending::fail,
            formation,
            System::nanoTime));
  }

  private void onEvent(String group, RaftEvent event) {
    divergences.accept(group, event);
    if (group.equals(NodeServices.CONTROL)) {
      members.onEvent(event);
    }
  }

  /** Whoever starts on this directory again must be told, so it is written down before the end. */
  private void rememberRemoval() {
    ground.directory().rememberRemoval();
    ending.removed(
        "node %s was removed from cluster %s"
            .formatted(
                ground.directory().self(),
                ground.directory().membership().map(Membership::clusterId).orElse("")));
  }

  private Services served(NodeServices services, NodeHealth health, ActorRef<Desk.Command> desk) {
    Errands errands = Errands.get(system);
    NodesView nodes =
        new NodesView(
            new NodesView.Setup(
                services,
                addresses,
                board,
                protocols,
                new AkkaMembers(system),
                address.toString()));
    return new Services(
        settings.name(),
        new GatewayMaps(services.gateway(NodeServices.MAPS)),
        new ActorLocks(services.actors().locks(), errands),
        new ActorLeaders(startHandovers(services), errands),
        new ActorMembers(desk, errands),
        new TableRing(services.actors().ring(), services::waitsFor),
        new GroupsView(services, errands, nodes),
        health);
  }

  private ActorRef<Handovers.Command> startHandovers(NodeServices services) {
    Handovers.Setup setup =
        new Handovers.Setup(
            NodeServices.GROUPS,
            services::waitsFor,
            services::tellReplica,
            node -> addresses.find(node).map(at -> Handovers.at(system, at)));
    return system.systemActorOf(Handovers.create(setup), Handovers.NAME, Props.empty());
  }

  private ActorRef<FormationHost.Command> startFormation(NodeServices services) {
    DataDirectory directory = ground.directory();
    Setup setup = returning.setup(address);
    FormationHost.Setup host =
        new FormationHost.Setup(
            () ->
                new Formation(
                    setup.promising(directory.promised()),
                    directory.membership(),
                    new SecureRandom()),
            settings.helloInterval(),
            addresses,
            directory::remember,
            directory::promise,
            protocols::heard,
            services::formed,
            services::renewed,
            services::waiting,
            ending::giveUp,
            this::rememberRemoval,
            ending::fail);
    return system.systemActorOf(
        Behaviors.supervise(FormationHost.create(host))
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofMillis(50), Duration.ofSeconds(5), 0.1)),
        FormationHost.NAME,
        Props.empty());
  }

  private void startAkkaCluster(NodeServices services) {
    AkkaClusterSettings akka = AkkaClusterSettings.create(system.settings().config());
    AkkaClusterSetup setup =
        new AkkaClusterSetup(
            ground.directory().self(),
            address.toString(),
            NodeServices.CONTROL,
            services.gateway(NodeServices.CONTROL),
            akka);
    if (akka.enabled()) {
      FoundingHost.start(system, setup);
    }
    if (akka.judges()) {
      DowningHost.start(system, setup);
    }
  }

  private void startLeaderWatch(NodeServices services) {
    LeaderWatch.Setup setup =
        new LeaderWatch.Setup(
            ground.directory().self(),
            NodeServices.GROUPS,
            services::tellReplica,
            suitability,
            new LeaderWatch.Senses(
                ground.syncs()::look, ground.journal()::isFull, board::sightings),
            System::nanoTime,
            LeadingSettings.create(system.settings().config()),
            BACKOFF);
    system.systemActorOf(LeaderWatch.create(setup), LeaderWatch.NAME, Props.empty());
  }

  private ActorRef<NodeMonitor.Command> startMonitor(NodeServices services) {
    Monitoring monitoring = new Monitoring(system, addresses);
    return monitoring.start(
        new NodeMonitor.Setup(
            ground.directory().self(),
            services::members,
            monitoring,
            new JvmProbe(
                settings.dataDir(), ground.syncs(), suitability::latest, divergences::count),
            System::nanoTime,
            settings.monitor(),
            board,
            BACKOFF));
  }
}
