package conclave.testkit.time;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One thing at a time, in the order in which it came, on whichever thread brought it: what an actor
 * does in its turn waits until that turn is over, so that a thread outside returns from a tell when
 * everything that follows from it was done. Has no thread of its own.
 *
 * <p>Where several threads bring work, one of them does it all; the others go on at once.
 */
final class Turns {

  /** So many turns while the time stands still are an actor that never comes to rest. */
  private static final int RESTLESS = 1_000_000;

  private final ReentrantLock turn = new ReentrantLock();
  private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();

  /** What waits for the end of a freeze; touched by whoever has the turn. */
  private final Deque<Runnable> frozen = new ArrayDeque<>();

  private boolean freezing;

  /** They never came to rest, and nothing is done any more. */
  private volatile boolean restless;

  /** Does it as soon as everything before it is done. */
  void add(Runnable work) {
    if (!restless) {
      ready.add(work);
      takeTurns();
    }
  }

  /** What another thread adds while this one leaves is seen by one of the two. */
  private void takeTurns() {
    while (!ready.isEmpty() && !turn.isHeldByCurrentThread() && turn.tryLock()) {
      try {
        settle();
      } finally {
        turn.unlock();
      }
    }
  }

  /**
   * Does it in a turn of its own, and everything that follows from it, and returns its result.
   * Waits while another thread has the turn.
   *
   * @throws IllegalStateException from within a turn, such as that of an actor, or if the actors
   *     never come to rest
   */
  <T> T call(Supplier<T> work) {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "an actor asks for what only the test may do: look at the cluster, hurt it, move its"
              + " time");
    }
    turn.lock();
    try {
      T result = work.get();
      settle();
      requireRest();
      return result;
    } finally {
      turn.unlock();
      takeTurns();
    }
  }

  /** Does what is ready until nothing is; only in a turn. */
  void settle() {
    int count = 0;
    for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
      if (freezing) {
        frozen.add(next);
      } else {
        next.run();
      }
      if (++count == RESTLESS) {
        restless = true;
        ready.clear();
      }
    }
  }

  private void requireRest() {
    if (restless) {
      throw new IllegalStateException(
          "after %d turns at one time there was still something to do: some actors answer each other without end"
              .formatted(RESTLESS));
    }
  }

  /** From now on nothing is done. */
  void freeze() {
    freezing = true;
  }

  /** What waited is ready again, behind what is ready by now. */
  void thaw() {
    freezing = false;
    ready.addAll(frozen);
    frozen.clear();
  }
}
