package conclave.cli.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.node.HostPort;
import conclave.node.client.ClusterClient;
import conclave.node.process.NodeRunner;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Makes the load of a plan from this process; see the package. */
public final class Bench {

  /** To find the cluster, and to write the keys that are read later. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Bench() {}

  /**
   * Blocks until it is measured.
   *
   * @param contacts nodes of the cluster, where they talk to each other
   * @throws BenchFailed where the cluster is not found, or does not answer, within a minute more
   *     than the plan takes
   */
  public static Report run(Plan plan, List<HostPort> contacts) {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "conclave-bench", config());
    try {
      return measure(plan, contacts, system);
    } finally {
      system.terminate();
    }
  }

  private static Report measure(Plan plan, List<HostPort> contacts, ActorSystem<Void> system) {
    SecureRandom random = new SecureRandom();
    AtomicReference<String> missing =
        new AtomicReference<>(
            contacts.stream()
                .map(HostPort::toString)
                .collect(Collectors.joining(", ", "no node answers at ", "")));
    CompletableFuture<Report> report = new CompletableFuture<>();
    Driver.Setup load =
        new Driver.Setup(plan, System::nanoTime, random.nextLong(), missing::set, report::complete);
    ActorRef<Object> driver = system.systemActorOf(Driver.create(load), "driver", Props.empty());
    ClusterClient.Setup client =
        new ClusterClient.Setup(
            contacts,
            NodeRunner.SYSTEM,
            List.of(plan.op().group()),
            System::nanoTime,
            random,
            driver.narrow());
    system.systemActorOf(ClusterClient.create(client), "conclave-client", Props.empty());
    Duration limit = PATIENCE.plus(plan.times().warmup()).plus(plan.times().measured());
    try {
      return report.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new BenchFailed(missing.get());
    } catch (InterruptedException | ExecutionException e) {
      throw new BenchFailed("interrupted: " + e.getMessage());
    }
  }

  private static Config config() {
    Map<String, Object> own =
        Map.of(
            "akka.actor.provider", "remote",
            "akka.remote.warn-about-direct-use", "off",
            "akka.remote.artery.canonical.hostname", "127.0.0.1",
            "akka.remote.artery.canonical.port", 0,
            "akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
            "akka.coordinated-shutdown.exit-jvm", "off",
            "akka.loglevel", "WARNING",
            "akka.log-dead-letters", "off");
    return ConfigFactory.parseMap(own)
        .withFallback(ConfigFactory.parseResources("conclave-akka.conf"))
        .withFallback(ConfigFactory.load());
  }
}
