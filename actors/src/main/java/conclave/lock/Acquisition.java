package conclave.lock;

import akka.actor.typed.ActorRef;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockName;
import conclave.lock.table.LockQuery;
import conclave.machine.keys.IdempotencyKey;
import java.util.Optional;

/** An Acquire under way: what it is about, and how far it has come. */
final class Acquisition implements Comparable<Acquisition> {

  /**
   *
   *
   * <pre>{@code
   * ASKING --Waiting--> WAITING --its turn has come, or to stay in the queue--> ASKING
   *    |                   | `--an event may have been missed--> LOOKING --> WAITING or ASKING
   *    |                   `--its wait is over, its caller has gone--> WITHDRAWING
   *    `--Granted, Locked--> OVER <--Locked--------------------------------'
   * }</pre>
   */
  enum Step {
    ASKING,
    WAITING,
    LOOKING,
    WITHDRAWING,
    OVER
  }

  /** Whose turn it may be. */
  record Key(LockName lock, String owner) {}

  final long id;
  final Key key;
  final ActorRef<Locks.Reply> caller;

  /** Under which its commands are done once, until one settles it. */
  final Optional<IdempotencyKey> once;

  final long deadline;
  private final long ttlMs;
  Step step = Step.ASKING;

  /** Until then it waits. */
  long waitUntil;

  /** The request under way: an answer to an earlier one says nothing. */
  long attempt;

  /** When the request under way was sent. */
  long askedAt;

  /** When to do something about it. */
  long dueAt;

  /** When to say again that it waits. */
  long askAgainAt;

  /** When to look how it stands. */
  long lookAt;

  /** By this number the table knows it as a waiter; 0 while it does not. */
  long waiter;

  /** An event said that it has the lock, and this was not followed up yet. */
  boolean itsTurn;

  /** Nobody is there any more to be told. */
  boolean abandoned;

  /** An IllegalArgumentException if the request is wrong. */
  Acquisition(long id, Locks.Acquire request, Optional<IdempotencyKey> once, long now) {
    if (request.waitAtMost().isNegative()) {
      throw new IllegalArgumentException("a wait cannot be " + request.waitAtMost());
    }
    this.id = id;
    this.key = new Key(request.lock(), request.owner());
    this.caller = request.replyTo();
    this.once = once;
    this.ttlMs = Times.millis(request.ttl());
    this.deadline = now + Times.nanos(request.within());
    this.waitUntil =
        now + Math.min(Times.nanos(request.within()), Times.nanos(request.waitAtMost()));
  }

  boolean waits(long now) {
    return waitUntil - now > 0;
  }

  /**
   * In whole milliseconds, rounded up: some are left while it waits.
   *
   * @param atMostNanos for so long it may be believed to wait before it says so again
   */
  LockCommand ask(long now, long atMostNanos) {
    long left = Math.min(atMostNanos, Math.max(0, waitUntil - now));
    return new LockCommand.Acquire(key.lock(), key.owner(), ttlMs, (left + 999_999) / 1_000_000);
  }

  LockCommand withdraw() {
    return new LockCommand.Withdraw(key.lock(), key.owner(), waiter);
  }

  LockQuery look() {
    return new LockQuery.Standing(key.lock(), key.owner());
  }

  @Override
  public int compareTo(Acquisition other) {
    int difference = Long.compare(dueAt - other.dueAt, 0);
    return difference != 0 ? difference : Long.compare(id, other.id);
  }
}
