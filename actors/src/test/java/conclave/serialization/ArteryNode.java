package conclave.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.replica.kit.FreePorts;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * An ActorSystem with {@code conclave-akka.conf} on a free loopback port, and well-known actors
 * that only keep what arrives.
 */
final class ArteryNode implements AutoCloseable {

  static final Duration DEADLINE = Duration.ofSeconds(15);

  final ActorSystem<Void> system;
  final PeerAddress address;

  /** What the replica of group {@code control} received. */
  final BlockingQueue<Object> replica = new LinkedBlockingQueue<>();

  final BlockingQueue<Object> bulk = new LinkedBlockingQueue<>();

  ArteryNode(int port, String overrides) {
    system = ActorSystem.create(Behaviors.empty(), "peer", config(port, overrides));
    akka.actor.Address own =
        akka.actor.typed.javadsl.Adapter.toClassic(system).provider().getDefaultAddress();
    address = new PeerAddress("peer", own.host().get(), (Integer) own.port().get());
    system.systemActorOf(
        parent("replicas", parent("control", keeping(replica))), "conclave", Props.empty());
    system.systemActorOf(keeping(bulk), "conclave-bulk", Props.empty());
  }

  ArteryNode() {
    this(FreePorts.take(), "");
  }

  static Config config(int port, String overrides) {
    return ConfigFactory.parseString(overrides)
        .withFallback(
            ConfigFactory.parseString(
                """
                include classpath("conclave-akka.conf")
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = %d }
                akka.loggers = ["akka.event.slf4j.Slf4jLogger"]
                akka.cluster.jmx.enabled = off
                akka.cluster.downing-provider-class = ""
                akka.remote.artery.advanced.shutdown-flush-timeout = 100ms
                akka.coordinated-shutdown.run-by-actor-system-terminate = off
                """
                    .formatted(port)))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  ActorRef<Object> resolve(String path) {
    return ActorRefResolver.get(system).resolveActorRef(path);
  }

  /** The next message, or null if none arrived before the deadline. */
  static Object next(BlockingQueue<Object> queue) throws InterruptedException {
    return queue.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A node may be reached late: sends {@code message} again until something arrives. */
  static Object nextOf(BlockingQueue<Object> queue, Runnable send) throws InterruptedException {
    for (long waited = 0; waited < DEADLINE.toMillis(); waited += 50) {
      send.run();
      Object message = queue.poll(50, TimeUnit.MILLISECONDS);
      if (message != null) {
        return message;
      }
    }
    return null;
  }

  /** Repeats {@code send} until {@code count} has reached {@code enough}, and returns it. */
  static long until(long enough, LongSupplier count, Runnable send) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (count.getAsLong() < enough) {
      assertThat(System.nanoTime() - deadline)
          .as("only %d of %d before the deadline", count.getAsLong(), enough)
          .isNegative();
      send.run();
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return count.getAsLong();
  }

  @Override
  public void close() {
    system.terminate();
    system
        .getWhenTerminated()
        .toCompletableFuture()
        .orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private static Behavior<Object> parent(String child, Behavior<Object> behavior) {
    return Behaviors.setup(
        context -> {
          context.spawn(behavior, child);
          return Behaviors.empty();
        });
  }

  private static Behavior<Object> keeping(BlockingQueue<Object> queue) {
    return Behaviors.receiveMessage(
        message -> {
          queue.add(message);
          return Behaviors.same();
        });
  }
}
