package conclave.node.process;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.ServerBinding;
import akka.remote.RemoteTransportException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import conclave.http.HttpApi;
import conclave.http.Services;
import conclave.journal.JournalException;
import conclave.journal.JournalSettings;
import conclave.journal.disk.Disk;
import conclave.journal.disk.LocalDisk;
import conclave.monitor.MonitorBoard;
import conclave.monitor.NodeMonitor;
import conclave.monitor.measure.JvmProbe;
import conclave.monitor.measure.SyncTimes;
import conclave.monitor.measure.TimedDisk;
import conclave.node.Bound;
import conclave.node.CannotStart;
import conclave.node.DataDirectory;
import conclave.node.HostPort;
import conclave.node.NodeLauncher;
import conclave.node.NodeSettings;
import conclave.node.client.Reception;
import conclave.node.formation.Formation;
import conclave.node.formation.Setup;
import conclave.node.services.NodeActors;
import conclave.node.services.OfferedServices;
import conclave.node.serving.ActorLocks;
import conclave.node.serving.Errands;
import conclave.node.serving.TableRing;
import conclave.replica.ReplicaSettings;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.journal.JournalThread;
import conclave.replica.keys.KeySettings;
import conclave.replica.supervision.Backoff;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a node in this process; see the package for what that is. */
public final class NodeRunner implements NodeLauncher {

  private static final Logger LOG = LoggerFactory.getLogger("conclave.node");

  /** The name of the ActorSystem, the same on all nodes: part of every actor's path. */
  public static final String SYSTEM = "conclave";

  @Override
  public Running launch(NodeSettings settings) {
    if (settings.durability() == NodeSettings.Durability.MEMORY) {
      throw new CannotStart("--durability memory is not built yet: leave it out, or say fsync");
    }
    requireReadable(settings);
    Ground ground = open(settings);
    RunningNode running =
        new RunningNode(
            ground.system(), ground.journal(), ground.directory(), RunningNode.Patience.OF_A_NODE);
    try {
      start(ground, settings, running);
    } catch (RuntimeException e) {
      try {
        running.stop().toCompletableFuture().join();
      } catch (CompletionException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
    LOG.info(
        "Node {} at {}, data in {}",
        ground.directory().self(),
        ground.address(),
        settings.dataDir());
    return running;
  }

  /** What a node stands on, in the order in which it is opened. */
  private record Ground(
      HostPort address,
      DataDirectory directory,
      SyncTimes syncs,
      JournalThread journal,
      ActorSystem<Void> system) {}

  private static Ground open(NodeSettings settings) {
    DataDirectory directory =
        DataDirectory.open(settings.dataDir(), settings.name(), new SecureRandom());
    JournalThread journal = null;
    try {
      HostPort address = settings.address(directory.membership());
      Bound.requireFree(config(settings, address), address, "--port");
      SyncTimes syncs = new SyncTimes(System::nanoTime);
      journal = openJournal(directory, settings.journal(), syncs);
      return new Ground(address, directory, syncs, journal, startSystem(settings, address));
    } catch (RuntimeException e) {
      close(journal, directory, e);
      throw e;
    }
  }

  /**
   * Closes what was opened, the last first.
   *
   * @param journal null if it was not opened
   * @param why is told what fails here too
   */
  private static void close(JournalThread journal, DataDirectory directory, RuntimeException why) {
    try {
      if (journal != null) {
        long patience = RunningNode.Patience.OF_A_NODE.journal().toMillis();
        journal.close().toCompletableFuture().orTimeout(patience, TimeUnit.MILLISECONDS).join();
      }
      directory.close();
    } catch (CompletionException | IOException e) {
      why.addSuppressed(e);
    }
  }

  /** The port was free a moment ago; somebody may have been quicker. */
  static ActorSystem<Void> startSystem(NodeSettings settings, HostPort address) {
    try {
      return ActorSystem.create(Behaviors.empty(), SYSTEM, config(settings, address));
    } catch (RemoteTransportException e) {
      throw new CannotStart(
          "cannot listen on %s (--port): %s".formatted(address, e.getMessage()), e);
    }
  }

  private static void start(Ground ground, NodeSettings settings, RunningNode running) {
    DataDirectory directory = ground.directory();
    AddressBook addresses = new AddressBook(SYSTEM);
    MonitorBoard board = new MonitorBoard(directory.self(), System::nanoTime);
    NodeServices services =
        new NodeServices(
            new NodeServices.Setup(
                ground.system(),
                directory.self(),
                ground.journal(),
                addresses,
                board,
                System::nanoTime,
                new SplittableRandom(new SecureRandom().nextLong()),
                running::fail));
    Parts parts = new Parts(ground.system(), directory, services, addresses);
    startFormation(parts, settings, running);
    ground
        .system()
        .systemActorOf(
            Reception.create(settings.terms(), services::membership),
            Reception.NAME,
            Props.empty());
    ActorRef<NodeMonitor.Command> monitor =
        startMonitor(parts, settings, new Measured(ground.syncs(), board));
    running.offers(new OfferedServices(services.actors(), monitor, board));
    running.serves(bind(parts, settings, board));
  }

  private static JournalThread openJournal(
      DataDirectory directory, JournalSettings settings, SyncTimes syncs) {
    try {
      Disk disk = new TimedDisk(LocalDisk.at(directory.journal()), syncs);
      requireMemory(directory, disk);
      return JournalThread.open(disk, settings);
    } catch (JournalException | IOException e) {
      throw new CannotStart("cannot open the journal: " + e.getMessage(), e);
    }
  }

  /**
   * The journal is begun before a cluster is formed. Where a member has none, it was lost, and with
   * it what the node promised under its name (law L9).
   */
  private static void requireMemory(DataDirectory directory, Disk disk) throws IOException {
    boolean none = disk.list().stream().noneMatch(file -> file.endsWith(".seg"));
    if (none && directory.membership().isPresent()) {
      throw new CannotStart(
          "the journal in %s is gone, but node %s is a member of cluster %s and may have voted: start it on an empty directory"
              .formatted(
                  directory.journal(),
                  directory.self().name(),
                  directory.membership().get().clusterId()));
    }
  }

  /** What actors read when they are started shall be wrong now or never. */
  private static void requireReadable(NodeSettings settings) {
    Config all = settings.file().withFallback(ConfigFactory.load());
    try {
      ReplicaSettings.create(all);
      GatewaySettings.create(all);
      KeySettings.create(all);
      NodeActors.requireReadable(all);
    } catch (IllegalArgumentException | ConfigException e) {
      throw new CannotStart(e.getMessage(), e);
    }
  }

  private static Config config(NodeSettings settings, HostPort address) {
    Map<String, Object> own =
        Map.of(
            "akka.remote.artery.canonical.hostname", address.host(),
            "akka.remote.artery.canonical.port", address.port(),
            "akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
            "akka.coordinated-shutdown.exit-jvm", "off",
            "akka.loglevel", "INFO",
            "akka.log-dead-letters", "off");
    return ConfigFactory.parseMap(own)
        .withFallback(settings.file())
        .withFallback(ConfigFactory.parseResources("conclave-akka.conf"))
        .withFallback(ConfigFactory.load());
  }

  private record Parts(
      ActorSystem<Void> system,
      DataDirectory directory,
      NodeServices services,
      AddressBook addresses) {}

  private static void startFormation(Parts parts, NodeSettings settings, RunningNode running) {
    DataDirectory directory = parts.directory();
    Setup setup =
        new Setup(
            directory.self(),
            settings.address(directory.membership()).toString(),
            settings.terms(),
            addresses(settings),
            settings.join().stream().map(HostPort::toString).toList());
    FormationHost.Setup host =
        new FormationHost.Setup(
            () -> new Formation(setup, directory.membership(), new SecureRandom()),
            settings.helloInterval(),
            parts.addresses(),
            directory::remember,
            parts.services()::formed,
            parts.services()::waiting,
            running::fail);
    parts
        .system()
        .systemActorOf(
            Behaviors.supervise(FormationHost.create(host))
                .onFailure(
                    SupervisorStrategy.restartWithBackoff(
                        Duration.ofMillis(50), Duration.ofSeconds(5), 0.1)),
            FormationHost.NAME,
            Props.empty());
  }

  private record Measured(SyncTimes syncs, MonitorBoard board) {}

  private static ActorRef<NodeMonitor.Command> startMonitor(
      Parts parts, NodeSettings settings, Measured measured) {
    Monitoring monitoring = new Monitoring(parts.system(), parts.addresses());
    return monitoring.start(
        new NodeMonitor.Setup(
            parts.directory().self(),
            parts.services()::members,
            monitoring,
            new JvmProbe(settings.dataDir(), measured.syncs()),
            System::nanoTime,
            settings.monitor(),
            measured.board(),
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5))));
  }

  private static SortedMap<String, String> addresses(NodeSettings settings) {
    SortedMap<String, String> peers = new TreeMap<>();
    settings.peers().forEach((name, address) -> peers.put(name, address.toString()));
    return peers;
  }

  private static ServerBinding bind(Parts parts, NodeSettings settings, MonitorBoard board) {
    NodeServices services = parts.services();
    Errands errands = new Errands(parts.system());
    String address = settings.address(parts.directory().membership()).toString();
    NodesView nodes =
        new NodesView(new NodesView.Setup(services, parts.addresses(), board, address));
    Services served =
        new Services(
            settings.name(),
            new GatewayMaps(services),
            new ActorLocks(services.actors().locks(), errands),
            new TableRing(services.actors().ring(), services::waitsFor),
            new GroupsView(services, errands, nodes),
            new NodeHealth(services));
    try {
      return HttpApi.bind(parts.system(), settings.http(), served).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new CannotStart(
          "cannot listen on %s:%d (--http-port): %s"
              .formatted(settings.http().host(), settings.http().port(), e.getCause().getMessage()),
          e);
    }
  }
}
