package conclave.node.embedded;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.node.CannotStart;
import conclave.node.ClusterServices;
import conclave.node.DataDirectory;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Applications in this JVM, each with an ActorSystem named shop and a node n1, n2, ... in it. */
final class Embedded implements AutoCloseable {

  static final String NAME = "shop";
  static final String HOST = "127.0.0.1";

  private final Path folder;
  private final List<Integer> ports;
  private final List<ActorSystem<Void>> systems = new ArrayList<>();

  Embedded(Path folder, int size) {
    this.folder = folder;
    this.ports = Stream.generate(FreePorts::take).limit(size).toList();
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

  /** Whoever deletes the folder must not meet a journal that is still being closed. */
  @Override
  public void close() {
    systems.forEach(ActorSystem::terminate);
    systems.forEach(system -> await(system.getWhenTerminated()));
    for (int i = 0; i < ports.size(); i++) {
      int which = i;
      ClusterKit.await("the directory of n%d".formatted(i + 1), () -> isLetGo(which));
    }
  }

  private boolean isLetGo(int which) {
    if (!Files.exists(data(which))) {
      return true;
    }
    try {
      DataDirectory.open(data(which), "n" + (which + 1), new Random(1)).close();
      return true;
    } catch (CannotStart e) {
      return !e.getMessage().contains("is in use");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
