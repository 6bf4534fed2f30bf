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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node from its start to its end. It stops in the order in which nobody is promised anything that
 * the next step would break: no more requests, no more actors, journal closed, directory let go.
 */
final class RunningNode implements Running {

  private static final Logger LOG = LoggerFactory.getLogger("conclave.node");

  private static final Duration HTTP_PATIENCE = Duration.ofSeconds(3);

  private final ActorSystem<Void> system;
  private final JournalPort journal;
  private final DataDirectory directory;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile ServerBinding http;
  private volatile ClusterServices services;

  RunningNode(ActorSystem<Void> system, JournalPort journal, DataDirectory directory) {
    this.system = system;
    this.journal = journal;
    this.directory = directory;
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
    CompletionStage<?> quiet =
        http == null ? CompletableFuture.completedStage(null) : http.terminate(HTTP_PATIENCE);
    quiet
        .handle((done, failed) -> null)
        .thenCompose(
            done -> {
              system.terminate();
              return system.getWhenTerminated();
            })
        .thenCompose(done -> journal.close())
        .whenComplete(
            (done, failed) -> {
              letGo();
              if (cause != null || failed != null) {
                stopped.completeExceptionally(cause != null ? cause : failed);
              } else {
                stopped.complete(null);
              }
            });
  }

  private void letGo() {
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
