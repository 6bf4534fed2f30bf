package conclave.coordination;

import conclave.history.History;
import conclave.history.Outcome;
import conclave.history.model.LockCall;
import conclave.history.model.LockResult;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Map<Integer, LockCall> open = new ConcurrentHashMap<>();
  private final Map<String, Integer> expiries = new ConcurrentHashMap<>();
  private final Map<String, Integer> unknowns = new HashMap<>();
  private final Map<String, Long> tokens = new HashMap<>();
  private final AtomicLong operations = new AtomicLong();

  long answered() {
    return granted.get() + denied.get() + ended.get();
  }

  /** An operation that is under way. */
  final class Operation {
    private final int number;
    private final LockCall call;

    private Operation(LockCall call) {
      this.call = call;
      number = invoke(call);
      inFlight.incrementAndGet();
    }

    void answered(AtomicLong figure, LockResult result) {
      figure.incrementAndGet();
      inFlight.decrementAndGet();
      end(number, Outcome.answered(result));
    }

    void notDone() {
      inFlight.decrementAndGet();
      end(number, Outcome.notDone());
    }

    /** The client does not know; the table may show it. */
    void unknown() {
      unknown.incrementAndGet();
      inFlight.decrementAndGet();
      synchronized (Load.this) {
        Long token = tokens.get(call.owner());
        if (token != null && call instanceof LockCall.Acquire) {
          end(number, Outcome.answered(new LockResult.Granted(token)));
        } else {
          unknowns.put(call.owner(), number);
        }
      }
    }
  }

  /** The operations of one client do not overlap, but one whose end is open must not hold it up. */
  private int invoke(LockCall call) {
    String process = call.owner() + " " + operations.incrementAndGet();
    int number = history.invoke(process, call, System.nanoTime());
    open.put(number, call);
    return number;
  }

  private void end(int operation, Outcome<LockResult> outcome) {
    if (open.remove(operation) != null) {
      history.complete(operation, outcome, System.nanoTime());
    }
  }

  Operation begin(LockCall call) {
    return new Operation(call);
  }

  /**
   * Whatever that owner is granted from now on may run out unseen.
   *
   * @return to be told if it certainly did not
   */
  int mayRunOut(String lock, String owner) {
    int number = invoke(new LockCall.Expire(lock, owner, LockCall.ANY_TOKEN));
    expiries.put(owner, number);
    return number;
  }

  /** That grant has ended. */
  void hasEnded(int expiry) {
    end(expiry, Outcome.answered(new LockResult.Done()));
  }

  void didNotRunOut(int expiry) {
    end(expiry, Outcome.notDone());
  }

  /** The table has granted that owner a lock. */
  synchronized void seenGranted(String owner, long token) {
    tokens.put(owner, token);
    Integer number = unknowns.remove(owner);
    if (number != null && open.get(number) instanceof LockCall.Acquire) {
      end(number, Outcome.answered(new LockResult.Granted(token)));
    }
  }

  /** The grant of that owner has run out. */
  synchronized void seenExpired(String owner) {
    Integer number = expiries.get(owner);
    if (number != null) {
      hasEnded(number);
    }
  }

  synchronized boolean wasGranted(String owner) {
    return tokens.containsKey(owner);
  }

  /** What is open of owners who were never granted anything was not done. */
  void settle() {
    Map.copyOf(open)
        .forEach(
            (number, call) -> {
              if (!wasGranted(call.owner())) {
                end(number, Outcome.notDone());
              }
            });
  }
}
