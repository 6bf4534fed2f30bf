package conclave.node.embedded;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.node.ClusterServices;
import conclave.node.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Applications in this JVM, each with an ActorSystem named shop and a node n1, n2, ... in it. */
final class Embedded implements AutoCloseable {

  static final String NAME = "shop";
  static final String HOST = "127.0.0.1";

  private final Path folder;
  private final List<Integer> ports;
  private final List<ActorSystem<Void>> systems = new ArrayList<>();

  Embedded(Path folder, int size) throws IOException {
    this.folder = folder;
    this.ports = Ports.free(HOST, size);
  }

  int port(int which) {
    return ports.get(which);
  }

  Path data(int which) {
    return folder.resolve("n" + (which + 1));
  }

  /** An application's ActorSystem, 0 for n1; its node is not started yet. */
  ActorSystem<Void> system(int which, String... more) {
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), NAME, config(which, String.join("\n", more)));
    systems.add(system);
    return system;
  }

  /** The application.conf of that one, as a user writes it. */
  Config config(int which, String more) {
    List<String> peers = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      peers.add("\"n%d=%s:%d\"".formatted(i + 1, HOST, ports.get(i)));
    }
    return ConfigFactory.parseString(
            """
            include classpath("conclave-akka.conf")
            akka.remote.artery.canonical { hostname = "%s", port = %d }
            conclave.node { name = n%d, data-dir = "%s", peers = [%s] }
            conclave.monitor.interval = 100 ms
            akka.log-dead-letters = off
            """
                    .formatted(
                        HOST, ports.get(which), which + 1, data(which), String.join(",", peers))
                + more)
        .withFallback(ConfigFactory.load());
  }

  /** Ends it as a user does, and waits until its directory is let go. */
  static void stop(ActorSystem<Void> system) {
    ClusterServices services = ClusterServices.get(system);
    system.terminate();
    await(services.whenStopped());
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    systems.forEach(ActorSystem::terminate);
    systems.forEach(system -> await(system.getWhenTerminated()));
  }
}
