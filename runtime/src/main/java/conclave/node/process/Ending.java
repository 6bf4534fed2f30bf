package conclave.node.process;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import conclave.node.CannotStart;
import conclave.node.DataDirectory;
import conclave.node.NodeFailed;
import conclave.node.member.NodeRemoved;
import conclave.replica.journal.JournalPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a node, which is the end of its ActorSystem, whoever begins it. Its steps are those of
 * Akka's coordinated shutdown, in the order in which nobody is promised anything that the next step
 * would break:
 *
 * <pre>
 *   service-unbind             no new HTTP connections
 *   service-requests-done      requests under way are answered
 *   before-cluster-shutdown    what this node leads is handed over
 *   (cluster-...)              Akka Cluster leaves
 *   actor-system-terminate     no more actors, then journal closed, then directory let go
 * </pre>
 *
 * <p>Each step has a bound, since a disk may never answer, and one that exceeds it is named in the
 * log. Where that is the actors or the journal, the end fails and the directory stays locked for as
 * long as the process lives: somebody may still write to it.
 */
final class Ending {

  private static final Logger LOG = LoggerFactory.getLogger("conclave.node");

  private static final String ACTORS_ARE_LATE =
      "the actors did not end within %d ms; is the disk stuck?";

  private static final String JOURNAL_IS_LATE =
      "the journal did not end within %d ms; is the disk stuck?";

  /** For requests that are under way: they are answered within their deadline or cut off. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  /**
   * How long a step of the end may take. The first two are below the time that Akka gives a phase.
   *
   * @param requests until the last one is answered, or its connection cut off
   * @param handOver until others lead what this node led
   * @param actors until the last one has ended; one that waits for a disk does not
   * @param journal until what was queued is synced and the files are closed
   */
  record Patience(Duration requests, Duration handOver, Duration actors, Duration journal) {
    static final Patience OF_A_NODE =
        new Patience(
            Duration.ofMillis(4_500),
            Duration.ofMillis(4_500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));
  }

  private final ActorSystem<?> system;
  private final JournalPort journal;
  private final DataDirectory directory;
  private final Patience patience;
  private final CoordinatedShutdown shutdown;
  private final CompletableFuture<Done> noMoreActors = new CompletableFuture<>();
  private final CompletableFuture<Done> stopped = new CompletableFuture<>();

  /** After everybody has heard that it stopped. */
  private final CompletableFuture<Done> over = new CompletableFuture<>();

  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

  Ending(ActorSystem<?> system, JournalPort journal, DataDirectory directory, Patience patience) {
    this.system = system;
    this.journal = journal;
    this.directory = directory;
    this.patience = patience;
    this.shutdown = CoordinatedShutdown.get(system);
  }

  /** From now on the end of the ActorSystem is followed by that of the node. Said once. */
  void follow() {
    shutdown.addTask(
        CoordinatedShutdown.PhaseActorSystemTerminate(), "conclave-directory", this::terminating);
    system
        .getWhenTerminated()
        .whenComplete((done, failed) -> noMoreActors.complete(Done.getInstance()));
    noMoreActors
        .thenCompose(done -> bounded(journal.close(), patience.journal(), JOURNAL_IS_LATE))
        .thenAccept(done -> letGo())
        .whenComplete((done, failed) -> ended(failed));
    Cancellable hook = shutdown.addCancellableJvmShutdownHook(this::beforeTheJvmEnds);
    over.thenAccept(done -> hook.cancel());
  }

  /**
   * With {@code exit-jvm} Akka ends the JVM as soon as there are no more actors. The journal is
   * closed first; that is bounded. Nobody else may hear of it: Akka does it in a callback that
   * stands before ours.
   */
  private void beforeTheJvmEnds() {
    if (system.classicSystem().whenTerminated().isCompleted()) {
      noMoreActors.complete(Done.getInstance());
      over.join();
    }
  }

  /** A step of the end. */
  void serves(ServerBinding http) {
    step(
        CoordinatedShutdown.PhaseServiceUnbind(),
        "conclave-http-unbind",
        () -> bounded(http.unbind(), patience.requests(), "HTTP listens after %d ms still"));
    step(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "conclave-http-requests",
        () ->
            bounded(
                http.terminate(GRACE), patience.requests(), "HTTP has requests after %d ms still"));
  }

  /** A step of the end; not of a node that cannot go on, which has nothing to give any more. */
  void handsOver(Supplier<CompletionStage<Done>> handOver) {
    step(
        CoordinatedShutdown.PhaseBeforeClusterShutdown(),
        "conclave-hand-over",
        () ->
            failure.get() == null
                ? bounded(handOver.get(), patience.handOver(), "not all is handed over after %d ms")
                : CompletableFuture.completedStage(Done.getInstance()));
  }

  /** Completes when the directory is let go; fails with why the node could not go on, or end. */
  CompletionStage<Done> stopped() {
    return copy(stopped); // whoever gets it may complete it
  }

  /** The node cannot go on; {@code sentence} says why, in the log and as its last word. */
  void fail(String sentence) {
    fail(new IllegalStateException(sentence));
  }

  /** The node does not come into a cluster, by something that its operator can mend. */
  void giveUp(String sentence) {
    fail(new CannotStart(sentence));
  }

  private void fail(RuntimeException why) {
    if (failure.compareAndSet(null, why)) {
      LOG.error("This node stops for good: {}", why.getMessage());
      shutdown.run(new NodeFailed(why.getMessage()));
    }
  }

  /** The node is no member any more, which is as somebody wanted it. */
  void removed(String sentence) {
    LOG.warn("This node stops for good: {}", sentence);
    shutdown.run(new NodeRemoved(sentence));
  }

  private CompletionStage<Done> terminating() {
    bounded(noMoreActors, patience.actors(), ACTORS_ARE_LATE)
        .whenComplete(
            (done, failed) -> {
              if (failed != null) {
                noMoreActors.completeExceptionally(cause(failed));
              }
            });
    return over;
  }

  /** A step after which the end goes on in any case. */
  private void step(String phase, String name, Supplier<CompletionStage<?>> step) {
    shutdown.addTask(
        phase,
        name,
        () ->
            step.get()
                .handle(
                    (done, failed) -> {
                      if (failed != null) {
                        LOG.warn("This node stops all the same: {}", cause(failed).getMessage());
                      }
                      return Done.getInstance();
                    }));
  }

  /** Waits on no thread. The step itself goes on, if it ever does. */
  private static CompletionStage<?> bounded(
      CompletionStage<?> step, Duration bound, String sentence) {
    CompletableFuture<Object> ended = copy(step);
    return ended
        .orTimeout(bound.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            failed ->
                CompletableFuture.failedStage(
                    failed instanceof TimeoutException
                        ? new IllegalStateException(sentence.formatted(bound.toMillis()))
                        : failed));
  }

  private static <T> CompletableFuture<T> copy(CompletionStage<? extends T> stage) {
    CompletableFuture<T> copy = new CompletableFuture<>();
    stage.whenComplete(
        (done, failed) -> {
          if (failed == null) {
            copy.complete(done);
          } else {
            copy.completeExceptionally(failed);
          }
        });
    return copy;
  }

  private void ended(Throwable failed) {
    tell(failed);
    over.complete(Done.getInstance());
  }

  private void tell(Throwable failed) {
    RuntimeException why = failure.get();
    if (failed == null && why == null) {
      stopped.complete(Done.getInstance());
      return;
    }
    if (failed != null) {
      LOG.error("This node did not stop as it should: {}", cause(failed).getMessage());
    }
    stopped.completeExceptionally(why != null ? why : cause(failed));
  }

  private static Throwable cause(Throwable failed) {
    return failed instanceof CompletionException ? failed.getCause() : failed;
  }

  private void letGo() {
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot let go of the data directory: " + e.getMessage(), e);
    }
  }
}
