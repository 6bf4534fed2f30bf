package conclave.http.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whoever waits for an answer, and may stop waiting. Thread-safe. */
public final class Caller {

  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private final Runnable watch;

  /**
   * @param watch begins to look whether the caller is there
   */
  Caller(Runnable watch) {
    this.watch = watch;
  }

  /**
   * Completes when the caller closes its connection before it was answered, or never. Only from
   * here on it is looked for: who does not ask is not told.
   */
  public CompletionStage<Void> gone() {
    watch.run();
    return gone.minimalCompletionStage();
  }

  void hungUp() {
    gone.complete(null);
  }
}
