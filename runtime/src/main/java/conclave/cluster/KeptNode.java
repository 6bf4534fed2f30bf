package conclave.cluster;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import conclave.node.CannotStart;
import conclave.node.ClusterServices;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that outlives its ActorSystem. Akka ends an ActorSystem that it downed, since other nodes
 * took over what ran on it, and it can never be a member again; so does Conclave with one of an
 * Akka cluster that is over, and so ends one whose guardian failed. What the node promised is in
 * its data directory: another ActorSystem goes on from there, and joins as a newcomer; a second
 * later, and later each time, up to a minute, where the guardian fails again and again.
 *
 * <pre>
 *   KeptNode node = KeptNode.start(() -&gt; ActorSystem.create(Guardian.create(), "shop"));
 *   node.services().locks().tell(...);
 * </pre>
 *
 * <p>References into an ActorSystem that is over lead nowhere: take {@link #services()} anew, or
 * work from the guardian, which is created again with each ActorSystem. Without this class a
 * process may end with its ActorSystem ({@code akka.coordinated-shutdown.exit-jvm = on}) and be
 * started again by whoever runs it.
 *
 * <p>Thread-safe; has a thread of its own that waits for the end of each ActorSystem.
 */
public final class KeptNode {

  private static final Logger LOG = LoggerFactory.getLogger("conclave.cluster");

  /** Between two lives, so that a node does not spin; longer where its application fails. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** For an ActorSystem whose node did not start: nothing of ours is in it. */
  private static final Duration END = Duration.ofSeconds(30);

  /** Another one would be refused as well. */
  private static final CoordinatedShutdown.Reason REFUSED =
      CoordinatedShutdown.incompatibleConfigurationDetectedReason();

  /** One ActorSystem with its node. */
  private record Life(ActorSystem<?> system, ClusterServices services) {}

  /** Why another life follows, and after how long a rest. */
  private record Next(String reason, Duration rest) {}

  private final Supplier<? extends ActorSystem<?>> starter;
  private final Relapses relapses;
  private final CountDownLatch wanted = new CountDownLatch(1);
  private final CompletableFuture<Done> stopped = new CompletableFuture<>();
  private volatile Life life;
  private volatile int lives;

  /** Of the latest ActorSystem, touched by whoever begins. */
  private GuardianWatch guardian;

  private long begunNanos;

  private KeptNode(Supplier<? extends ActorSystem<?>> starter, Relapses relapses) {
    this.starter = starter;
    this.relapses = relapses;
    begin();
  }

  /**
   * Starts the first ActorSystem and the node in it; returns when the node listens.
   *
   * @param starter makes an ActorSystem with the same name, address and data directory each time
   * @throws CannotStart when the node cannot start; its ActorSystem is ended then
   */
  public static KeptNode start(Supplier<? extends ActorSystem<?>> starter) {
    return start(
        starter, new Relapses(PAUSE, LONGEST_PAUSE, ThreadLocalRandom.current()::nextDouble));
  }

  static KeptNode start(Supplier<? extends ActorSystem<?>> starter, Relapses relapses) {
    KeptNode node = new KeptNode(starter, relapses);
    new Thread(node::keep, "conclave-kept-node").start();
    return node;
  }

  /** The present ActorSystem. */
  public ActorSystem<?> system() {
    return life.system();
  }

  /** The services of the present ActorSystem. */
  public ClusterServices services() {
    return life.services();
  }

  /** How many ActorSystems there were, 1 for the first. */
  public int lives() {
    return lives;
  }

  /** Ends the node gracefully and for good. May be asked more than once. */
  public CompletionStage<Done> stop() {
    wanted.countDown();
    life.system().terminate(); // which is Akka's coordinated shutdown
    return whenStopped();
  }

  /**
   * Completes when the node has ended for good; fails, with one sentence as its message, when it
   * could not go on, did not end as it should, or could not start again.
   */
  public CompletionStage<Done> whenStopped() {
    return stopped.minimalCompletionStage();
  }

  private void begin() {
    ActorSystem<?> system = starter.get();
    begunNanos = System.nanoTime();
    try {
      guardian = GuardianWatch.over(system);
      life = new Life(system, ClusterServices.get(system));
      lives++;
    } catch (RuntimeException | Error e) { // a class that is missing, too, shows here first
      system.terminate();
      try {
        system
            .getWhenTerminated()
            .toCompletableFuture()
            .orTimeout(END.toMillis(), TimeUnit.MILLISECONDS)
            .join();
      } catch (CompletionException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
  }

  private void keep() {
    try {
      Optional<Next> next = awaitEnd();
      while (next.isPresent() && !stoppedWithin(next.get())) {
        next = beginAgain();
        if (wanted.getCount() == 0) {
          life.system().terminate(); // the wish came while it started
        }
        next = next.isPresent() ? next : awaitEnd();
      }
      stopped.complete(Done.getInstance());
    } catch (CompletionException e) {
      stopped.completeExceptionally(e.getCause());
    } catch (RuntimeException | InterruptedException e) {
      stopped.completeExceptionally(e);
    }
  }

  private boolean stoppedWithin(Next next) throws InterruptedException {
    LOG.warn(
        "This node starts another ActorSystem in {} ms: {}", next.rest().toMillis(), next.reason());
    return wanted.await(next.rest().toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Nobody else hears what a starter throws here, so it is a sentence whatever it was.
   *
   * @return why yet another life is to follow, where the guardian failed while the node started
   */
  private Optional<Next> beginAgain() {
    try {
      begin();
      return Optional.empty();
    } catch (CannotStart e) {
      return Optional.of(guardian.failure().map(this::relapse).orElseThrow(() -> e));
    } catch (RuntimeException | Error e) {
      throw new IllegalStateException("another ActorSystem could not be started: " + e, e);
    }
  }

  private Next relapse(Throwable failure) {
    Duration rest = relapses.next(Duration.ofNanos(System.nanoTime() - begunNanos));
    int inARow = relapses.inARow();
    String times = inARow == 1 ? "" : ", %d times in a row".formatted(inARow);
    return new Next("its guardian failed%s: %s".formatted(times, failure), rest);
  }

  /** Why this life is to be followed by another; empty where it was the last. */
  private Optional<Next> awaitEnd() {
    life.services().whenStopped().toCompletableFuture().join();
    Optional<CoordinatedShutdown.Reason> reason =
        CoordinatedShutdown.get(life.system()).getShutdownReason();
    if (reason.filter(REFUSED::equals).isPresent()) {
      throw new IllegalStateException(
          "Akka Cluster refused this node, since its settings differ from those of the others in"
              + " what must be the same; Akka's log names them");
    }
    return reason.flatMap(this::next);
  }

  private Optional<Next> next(CoordinatedShutdown.Reason reason) {
    if (reason instanceof FreshStart fresh) {
      return Optional.of(new Next(fresh.sentence(), PAUSE));
    }
    if (reason.equals(CoordinatedShutdown.clusterJoinUnsuccessfulReason())) {
      return Optional.of(new Next("Akka Cluster gave up joining with the one before", PAUSE));
    }
    if (!reason.equals(CoordinatedShutdown.clusterDowningReason())) {
      return Optional.empty();
    }
    Next downed = new Next("Akka Cluster downed the one before", PAUSE);
    return Optional.of(guardian.failure().map(this::relapse).orElse(downed));
  }
}
