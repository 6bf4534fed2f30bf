package conclave.replica.kit;

import akka.actor.PoisonPill;
import akka.actor.UnhandledMessage;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import conclave.replica.kit.time.HandScheduler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One actor system whose time passes only when a test says so, with one clock for timers and for
 * deadlines.
 */
public final class Stage implements AutoCloseable {

  public static final String GROUP = "g";

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  """
                  akka.actor.testkit.typed.single-expect-default = 15s
                  akka.actor.testkit.typed.default-timeout = 15s
                  akka.log-dead-letters = off
                  """)
              .withFallback(HandScheduler.config())
              .withFallback(ManualTime.config())
              .withFallback(ConfigFactory.load()));

  private final ManualTime time = ManualTime.get(kit.system());
  private final AtomicLong nanos = new AtomicLong(1_000_000_000L);

  public ActorTestKit kit() {
    return kit;
  }

  public long nanos() {
    return nanos.get();
  }

  /** The clock first, then the timers: who is rung sees the time for which it was set. */
  public void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    time.timePasses(duration);
  }

  /** A pause of the process: the clock goes on while no timer rings. */
  public void pause(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  /** What that actor was told before has been handled: a word that it cannot know comes back. */
  public void settle(ActorRef<?> actor) {
    TestProbe<UnhandledMessage> unhandled = kit.createUnhandledMessageProbe();
    actor.unsafeUpcast().tell(unhandled);
    unhandled.fishForMessage(
        Duration.ofSeconds(15),
        message ->
            message.getMessage() == unhandled
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  public <M> TestProbe<M> probe(Class<M> type) {
    return kit.createTestProbe(type);
  }

  /** What is told to the node's own replica and gateway goes to these two. */
  public void local(ActorRef<Object> replica, ActorRef<Object> gateway) {
    TestProbe<String> ready = kit.createTestProbe();
    Behavior<Void> root =
        Behaviors.setup(
            context -> {
              context.spawn(parentOf(replica, ready.ref()), "replicas");
              context.spawn(parentOf(gateway, ready.ref()), "gateways");
              return Behaviors.empty();
            });
    kit.system().systemActorOf(root, "conclave", Props.empty());
    ready.receiveSeveralMessages(2);
  }

  private static Behavior<Void> parentOf(ActorRef<Object> target, ActorRef<String> ready) {
    return Behaviors.setup(
        context -> {
          context.spawn(
              Behaviors.receiveMessage(
                  message -> {
                    target.tell(message);
                    return Behaviors.same();
                  }),
              GROUP);
          ready.tell(GROUP);
          return Behaviors.empty();
        });
  }

  /** Whoever is at that path, which may have wildcards, or is there soon. */
  public ActorRef<Void> find(String path) {
    return kit.createTestProbe()
        .awaitAssert(Duration.ofSeconds(15), Duration.ofMillis(10), () -> findNow(path));
  }

  private ActorRef<Void> findNow(String path) throws Exception {
    return Adapter.toTyped(
        Adapter.toClassic(kit.system())
            .actorSelection(path)
            .resolveOne(Duration.ofHours(1))
            .toCompletableFuture()
            .get(15, TimeUnit.SECONDS));
  }

  /** Stops it and waits until it is gone. */
  public void kill(String path) throws Exception {
    ActorRef<Void> victim = find(path);
    Adapter.toClassic(victim).tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
    kit.createTestProbe().expectTerminated(victim);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
