package conclave.cli.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.node.HostPort;
import conclave.node.client.ClusterClient;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Makes the load of a plan from this process; see the package. */
public final class Bench {

  /** What a request may need beside its value: names, and how they are written. */
  private static final long REQUEST_BYTES = 1_024;

  private Bench() {}

  /**
   * A running cluster.
   *
   * @param system the name of the nodes' ActorSystems
   * @param contacts some of them, where they talk to each other
   */
  public record Target(String system, List<HostPort> contacts) {}

  /**
   * Blocks until it is measured.
   *
   * @throws BenchFailed where the cluster is not found, or nothing is answered, within a minute
   *     more than each step takes
   */
  public static Report run(Plan plan, Target target) {
    Config config = config(plan, OwnHost.ofThisMachine().facing(target.contacts()));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "conclave-bench", config);
    try {
      return measure(plan, target, system);
    } finally {
      system.terminate();
    }
  }

  private static Report measure(Plan plan, Target target, ActorSystem<Void> system) {
    SecureRandom random = new SecureRandom();
    String nodes =
        target.contacts().stream().map(HostPort::toString).collect(Collectors.joining(", "));
    Progress progress =
        new Progress(
            System::nanoTime,
            "no node of an ActorSystem named %s answers at %s".formatted(target.system(), nodes));
    CompletableFuture<Report> report = new CompletableFuture<>();
    Driver.Setup load =
        new Driver.Setup(plan, System::nanoTime, random.nextLong(), progress, report::complete);
    ActorRef<Object> driver = system.systemActorOf(Driver.create(load), "driver", Props.empty());
    ClusterClient.Setup client =
        new ClusterClient.Setup(
            target.contacts(),
            target.system(),
            List.of(plan.op().group()),
            System::nanoTime,
            random,
            driver.narrow());
    system.systemActorOf(ClusterClient.create(client), "conclave-client", Props.empty());
    return await(report, progress);
  }

  private static Report await(CompletableFuture<Report> report, Progress progress) {
    Optional<Report> figures = Optional.empty();
    while (figures.isEmpty()) {
      long left = progress.leftNanos();
      if (left <= 0) {
        throw new BenchFailed(progress.sentence());
      }
      figures = await(report, left);
    }
    return figures.get();
  }

  private static Optional<Report> await(CompletableFuture<Report> report, long nanos) {
    try {
      return Optional.of(report.get(nanos, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty(); // it may have come further meanwhile
    } catch (InterruptedException | ExecutionException e) {
      throw new BenchFailed("interrupted: " + e.getMessage());
    }
  }

  /**
   * Room for a value of each client, as far as half of the memory goes, and never less than a
   * gateway has anyway; beyond, clients are rejected, which counts as errors.
   */
  static long gatewayBytes(Plan plan, long usual, long memory) {
    long wanted = plan.clients() * (plan.valueBytes() + REQUEST_BYTES);
    return Math.max(usual, Math.min(wanted, memory / 2));
  }

  private static Config config(Plan plan, String host) {
    Config usual = ConfigFactory.load();
    long bytes =
        gatewayBytes(
            plan, usual.getBytes("conclave.gateway.max-bytes"), Runtime.getRuntime().maxMemory());
    Map<String, Object> own =
        Map.of(
            "conclave.gateway.max-bytes", bytes,
            "akka.actor.provider", "remote",
            "akka.remote.warn-about-direct-use", "off",
            "akka.remote.artery.canonical.hostname", host,
            "akka.remote.artery.canonical.port", 0,
            "akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
            "akka.coordinated-shutdown.exit-jvm", "off",
            "akka.loglevel", "WARNING",
            "akka.log-dead-letters", "off");
    return ConfigFactory.parseMap(own)
        .withFallback(ConfigFactory.parseResources("conclave-akka.conf"))
        .withFallback(usual);
  }
}
