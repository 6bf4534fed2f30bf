package conclave.coordination;

import conclave.history.History;
import conclave.history.Outcome;
import conclave.history.model.LockCall;
import conclave.history.model.LockResult;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all clients of a test did: history and figures. */
final class Load {
  final History<LockCall, LockResult> history = new History<>();
  final AtomicInteger inFlight = new AtomicInteger();
  final AtomicInteger clients = new AtomicInteger();
  final AtomicLong granted = new AtomicLong();
  final AtomicLong denied = new AtomicLong();
  final AtomicLong ended = new AtomicLong();
  final AtomicLong rejected = new AtomicLong();
  final AtomicLong unknown = new AtomicLong();

  /** Grants that were taken away, and not because their client said so. */
  final AtomicLong lost = new AtomicLong();

  /** What should not have been heard, or was not heard. */
  final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();

  volatile boolean stopping;

  long answered() {
    return granted.get() + denied.get() + ended.get();
  }

  /** An operation that is under way. */
  final class Operation {
    private final int number;

    private Operation(String client, LockCall call) {
      number = history.invoke(client, call, System.nanoTime());
      inFlight.incrementAndGet();
    }

    void answered(AtomicLong figure, LockResult result) {
      figure.incrementAndGet();
      end(Outcome.answered(result));
    }

    void notDone() {
      end(Outcome.notDone());
    }

    void unknown() {
      unknown.incrementAndGet();
      end(Outcome.unknown());
    }

    private void end(Outcome<LockResult> outcome) {
      inFlight.decrementAndGet();
      history.complete(number, outcome, System.nanoTime());
    }
  }

  Operation begin(String client, LockCall call) {
    return new Operation(client, call);
  }

  /**
   * Whatever that owner is granted from now on may run out unseen.
   *
   * @return to be told if it certainly did not
   */
  int mayRunOut(String lock, String owner) {
    return history.invoke(
        "end of " + owner, new LockCall.Expire(lock, owner, LockCall.ANY_TOKEN), System.nanoTime());
  }

  /** That grant has ended. */
  void hasEnded(int expiry) {
    history.complete(expiry, Outcome.answered(new LockResult.Done()), System.nanoTime());
  }

  void didNotRunOut(int expiry) {
    history.complete(expiry, Outcome.notDone(), System.nanoTime());
  }
}
