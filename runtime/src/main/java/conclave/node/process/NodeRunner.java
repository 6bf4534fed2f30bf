package conclave.node.process;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.remote.RemoteTransportException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import conclave.cluster.KeptNode;
import conclave.node.CannotStart;
import conclave.node.ClusterServices;
import conclave.node.DataDirectory;
import conclave.node.HostPort;
import conclave.node.NodeLauncher;
import conclave.node.NodeSettings;
import conclave.node.system.Bound;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A node with an ActorSystem of its own, as {@code conclave node} runs it: makes the system's
 * configuration of what the command line and the file say, and has the node start in it; and in
 * another one when Akka Cluster has downed that.
 */
public final class NodeRunner implements NodeLauncher {

  private static final String NEW_CLUSTER = "conclave.node.new-cluster";

  /** The name of the ActorSystem, the same on all nodes: part of every actor's path. */
  public static final String SYSTEM = "conclave";

  @Override
  public Running launch(NodeSettings settings) {
    HostPort address = address(settings);
    try {
      Config config = config(settings, address);
      Bound.requireFree(config, address, "--port");
      return new RunningNode(KeptNode.start(lives(config, address)));
    } catch (ConfigException e) {
      throw new CannotStart("cannot read the configuration: " + e.getMessage(), e);
    }
  }

  /** A new cluster is made once: when Akka ends the first ActorSystem, the next one joins it. */
  private static Supplier<ActorSystem<Void>> lives(Config first, HostPort address) {
    Config later = ConfigFactory.parseMap(Map.of(NEW_CLUSTER, false)).withFallback(first);
    AtomicBoolean begun = new AtomicBoolean();
    return () -> startSystem(begun.getAndSet(true) ? later : first, address);
  }

  /** The address that was given, or else the one that its directory knows. */
  private static HostPort address(NodeSettings settings) {
    try (DataDirectory directory =
        DataDirectory.open(settings.dataDir(), settings.name(), new SecureRandom())) {
      return settings.address(directory.lastKnown());
    } catch (IOException e) {
      throw new CannotStart(
          "cannot let go of the data directory %s: %s"
              .formatted(settings.dataDir(), e.getMessage()),
          e);
    }
  }

  /** The port was free a moment ago; somebody may have been quicker. */
  static ActorSystem<Void> startSystem(Config config, HostPort address) {
    try {
      return ActorSystem.create(Behaviors.empty(), SYSTEM, config);
    } catch (RemoteTransportException e) {
      throw new CannotStart(
          "cannot listen on %s (--port): %s".formatted(address, e.getMessage()), e);
    }
  }

  static Config config(NodeSettings settings, HostPort address) {
    Map<String, Object> own =
        Map.of(
            "akka.remote.artery.canonical.hostname", address.host(),
            "akka.remote.artery.canonical.port", address.port(),
            "akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
            // Else a SIGTERM ends remoting at once, and nothing can be handed over any more.
            "akka.jvm-shutdown-hooks", "off",
            "akka.coordinated-shutdown.exit-jvm", "off",
            "akka.coordinated-shutdown.phases.actor-system-terminate.timeout", "25 s",
            "akka.loglevel", "INFO",
            "akka.log-dead-letters", "off");
    return ConfigFactory.parseMap(own)
        .withFallback(settings.said())
        .withFallback(ConfigFactory.parseResources("conclave-akka.conf"))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  private record RunningNode(KeptNode node) implements Running {

    @Override
    public ClusterServices services() {
      return node.services();
    }

    @Override
    public CompletionStage<Void> stop() {
      node.stop();
      return stopped();
    }

    @Override
    public CompletionStage<Void> stopped() {
      return node.whenStopped().thenAccept(done -> {});
    }
  }
}
