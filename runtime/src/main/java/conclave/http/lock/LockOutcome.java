package conclave.http.lock;

import java.time.Duration;
import java.util.List;

/** How a request for locks ended; each outcome is something that a caller can act on. */
public sealed interface LockOutcome {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  <R> R accept(Handler<R> handler);

  /**
   * The owner holds the lock.
   *
   * @param token the fencing token
   * @param ttl how long from when it was granted or renewed
   */
  record Granted(long token, Duration ttl) implements LockOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.granted(this);
    }
  }

  /**
   * Not done: somebody else holds it, and the wait is over.
   *
   * @param owner who
   */
  record Locked(String owner) implements LockOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.locked(this);
    }
  }

  /** The lock was given back. */
  record Released() implements LockOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.released(this);
    }
  }

  /** Not done: that owner does not hold the lock under that token. */
  record Lost() implements LockOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.lost(this);
    }
  }

  /**
   * A lock that is held.
   *
   * @param remaining of its time-to-live, an estimate
   * @param waiters how many wait for it
   */
  record Held(
      String name, String owner, long token, Duration ttl, Duration remaining, long waiters) {}

  /**
   * What was read.
   *
   * @param locks in the order of their names
   * @param more whether there are others after them
   */
  record Listed(List<Held> locks, boolean more) implements LockOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.listed(this);
    }
  }

  /**
   * The request itself is wrong; nothing was done.
   *
   * @param reason a sentence
   */
  record Invalid(String reason) implements LockOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.invalid(this);
    }
  }

  /** The idempotency key was used for another request; certainly not done. */
  record KeyReused() implements LockOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.keyReused(this);
    }
  }

  /**
   * No quorum answered in time.
   *
   * @param certainlyNotDone false when it may have happened or may still happen
   * @param reason a sentence
   */
  record Unavailable(boolean certainlyNotDone, String reason) implements LockOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.unavailable(this);
    }
  }

  /**
   * A bound is reached; certainly not done, to be tried again later.
   *
   * @param reason a sentence that names the bound
   */
  record Overloaded(String reason) implements LockOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.overloaded(this);
    }
  }

  /** One method for each kind of outcome. */
  interface Handler<R> {
    R granted(Granted outcome);

    R locked(Locked outcome);

    R released(Released outcome);

    R lost(Lost outcome);

    R listed(Listed outcome);

    R invalid(Invalid outcome);

    R keyReused(KeyReused outcome);

    R unavailable(Unavailable outcome);

    R overloaded(Overloaded outcome);
  }
}
