package conclave.multijvm.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Clients that each do one thing after another, on a thread each, until they are closed. */
final class Clients {

  private static final Duration PAUSE = Duration.ofMillis(4);

  private final String name;
  private final ScheduledExecutorService threads;
  private final List<ScheduledFuture<?>> clients = new ArrayList<>();

  /**
   * @param name of them all, for messages
   * @param count how many will be added
   */
  Clients(String name, int count) {
    this.name = name;
    this.threads = Executors.newScheduledThreadPool(count);
  }

  /** One more, which begins at once. */
  void add(Runnable step) {
    clients.add(threads.scheduleWithFixedDelay(step, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Waits for the steps under way; there are no others. No thread is left, however it ends.
   *
   * @param longest that a step may take
   * @throws AssertionError when a client failed, or is not through by then
   */
  void close(Duration longest) {
    clients.forEach(client -> client.cancel(false));
    threads.shutdown();
    try {
      if (!threads.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("clients of " + name + " still wait for an answer");
      }
      for (ScheduledFuture<?> client : clients) {
        requireCancelled(client);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void requireCancelled(ScheduledFuture<?> client) throws InterruptedException {
    try {
      client.get();
    } catch (CancellationException e) {
      return; // that is how a client ends
    } catch (ExecutionException e) {
      throw new AssertionError("a client failed: " + e.getCause().getMessage(), e.getCause());
    }
  }
}
