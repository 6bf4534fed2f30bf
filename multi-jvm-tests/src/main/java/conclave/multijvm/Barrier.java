package conclave.multijvm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A place where the test and nodes wait for each other. Who must come is settled by who comes
 * first. When somebody is missing at the deadline of one who waits, or a node that is waited for
 * ends, all that wait fail with a sentence that names the missing.
 */
@FunctionalInterface
public interface Barrier {

  /** How long one waits that says nothing else. */
  Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * Comes, and does not wait: for actors, who pipe it to themselves.
   *
   * @return completed when all are there; failed with a {@link Broken} otherwise
   */
  CompletableFuture<Void> arrive(Duration within);

  /**
   * Comes, and waits for the others.
   *
   * @throws Broken when one does not come
   */
  default void await(Duration within) {
    try {
      arrive(within).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Broken broken) {
        throw broken.asSeenHere();
      }
      throw e;
    }
  }

  /** Somebody did not come; the message names the barrier, and who is missing. */
  final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With that sentence. */
    public Broken(String sentence) {
      super(sentence);
    }

    /** The same, with the stack of this thread. */
    Broken asSeenHere() {
      return new Broken(getMessage());
    }
  }

  /** Comes, and waits for the others, for 30 s at most. */
  default void await() {
    await(PATIENCE);
  }
}
