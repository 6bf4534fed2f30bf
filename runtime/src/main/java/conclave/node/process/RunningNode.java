package conclave.node.process;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import conclave.node.ClusterServices;
import conclave.node.DataDirectory;
import conclave.node.NodeLauncher.Running;
import conclave.replica.journal.JournalPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node from its start to its end. It stops in the order in which nobody is promised anything that
 * the next step would break: no more requests, no more actors, journal closed, directory let go.
 *
 * <p>Each step has a bound, since a disk may never answer. A step that exceeds it ends the stop
 * with a sentence, and the directory stays locked for as long as the process lives: somebody may
 * still write to it.
 */
final class RunningNode implements Running {

  private static final Logger LOG = LoggerFactory.getLogger("conclave.node");

  private static final Duration HTTP_PATIENCE = Duration.ofSeconds(3);

  /**
   * How long a step of the end may take.
   *
   * @param actors until the last one has ended; one that waits for a disk does not
   * @param journal until what was queued is synced and the files are closed
   */
  record Patience(Duration actors, Duration journal) {
    static final Patience OF_A_NODE = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  private final ActorSystem<Void> system;
  private final JournalPort journal;
  private final DataDirectory directory;
  private final Patience patience;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile ServerBinding http;
  private volatile ClusterServices services;

  RunningNode(
      ActorSystem<Void> system, JournalPort journal, DataDirectory directory, Patience patience) {
    this.system = system;
    this.journal = journal;
    this.directory = directory;
    this.patience = patience;
  }

  /** Said once, before anybody else is given this node. */
  void offers(ClusterServices offered) {
    services = offered;
  }

  void serves(ServerBinding binding) {
    http = binding;
  }

  @Override
  public ClusterServices services() {
    return services;
  }

  @Override
  public CompletionStage<Void> stopped() {
    return stopped;
  }

  @Override
  public CompletionStage<Void> stop() {
    end(null);
    return stopped;
  }

  /** The node cannot go on; {@code sentence} says why, in the log and as its last word. */
  void fail(String sentence) {
    LOG.error("This node stops for good: {}", sentence);
    end(new IllegalStateException(sentence));
  }

  private void end(IllegalStateException cause) {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture.completedStage(null)
        .thenCompose(begun -> noMoreRequests())
        .handle((done, failed) -> null)
        .thenCompose(done -> noMoreActors())
        .thenCompose(done -> bounded("the journal", journal.close(), patience.journal()))
        .thenAccept(done -> letGo())
        .whenComplete((done, failed) -> ended(cause, failed));
  }

  private CompletionStage<?> noMoreRequests() {
    return http == null
        ? CompletableFuture.completedStage(null)
        : bounded("HTTP", http.terminate(HTTP_PATIENCE), HTTP_PATIENCE.multipliedBy(2));
  }

  private CompletionStage<?> noMoreActors() {
    system.terminate();
    return bounded("the actors", system.getWhenTerminated(), patience.actors());
  }

  /** Waits on no thread. The step itself goes on, if it ever does. */
  private static CompletionStage<?> bounded(String who, CompletionStage<?> step, Duration bound) {
    CompletableFuture<Object> ended = new CompletableFuture<>();
    step.whenComplete(
        (done, failed) -> {
          if (failed == null) {
            ended.complete(done);
          } else {
            ended.completeExceptionally(failed);
          }
        });
    return ended
        .orTimeout(bound.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            failed ->
                CompletableFuture.failedStage(
                    failed instanceof TimeoutException
                        ? new IllegalStateException(
                            "%s did not end within %d ms; is the disk stuck?"
                                .formatted(who, bound.toMillis()))
                        : failed));
  }

  private void ended(IllegalStateException cause, Throwable failed) {
    if (failed == null && cause == null) {
      stopped.complete(null);
      return;
    }
    Throwable reason = failed instanceof CompletionException ? failed.getCause() : failed;
    if (reason != null) {
      LOG.error("This node did not stop as it should: {}", reason.getMessage());
    }
    stopped.completeExceptionally(cause != null ? cause : reason);
  }

  private void letGo() {
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot let go of the data directory: " + e.getMessage(), e);
    }
  }
}
