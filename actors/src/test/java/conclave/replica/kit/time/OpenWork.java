package conclave.replica.kit.time;

import java.time.Duration;

/** How much the dispatchers of one ActorSystem have still to do. */
final class OpenWork {

  private long open;

  synchronized void begun() {
    open++;
  }

  synchronized void done() {
    open--;
    if (open == 0) {
      notifyAll();
    }
  }

  /**
   * Returns when nothing is left to do. An actor that tells another hands that work in before its
   * own ends, so nothing is left only when everything that follows is done as well.
   *
   * @throws AssertionError if that takes longer
   */
  synchronized void awaitNone(Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (open > 0) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "after %s the actors had still %d things to do".formatted(longest, open));
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while actors worked", e);
      }
    }
  }
}
