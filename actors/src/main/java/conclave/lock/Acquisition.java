package conclave.lock;

import conclave.lock.table.LockCommand;
import conclave.lock.table.LockName;

/** An Acquire under way: what it is about, and how far it has come. */
final class Acquisition {

  /**
   *
   *
   * <pre>
   *   ASKING --Waiting--> WAITING --its turn has come--> ASKING --Granted--> over
   *                          `--its wait is over--> WITHDRAWING --Locked--> over
   * </pre>
   */
  enum Step {
    ASKING,
    WAITING,
    LOOKING,
    WITHDRAWING
  }

  /** Whose turn it may be. */
  record Key(LockName lock, String owner) {}

  final long id;
  final Locks.Acquire request;
  final long waitUntil;
  final long deadline;
  Step step = Step.ASKING;

  /** By the name of which the table knows it as a waiter. */
  long waiter;

  /** When the request under way was sent. */
  long askedAt;

  /** When to look how it stands, should an event be missed. */
  long lookAt;

  /** An event said that it has the lock, and this was not followed up yet. */
  boolean itsTurn;

  Acquisition(long id, Locks.Acquire request, long now) {
    this.id = id;
    this.request = request;
    this.deadline = now + request.within().toNanos();
    this.waitUntil = Math.min(deadline, now + request.waitAtMost().toNanos());
  }

  Key key() {
    return new Key(request.lock(), request.owner());
  }

  boolean waits(long now) {
    return waitUntil - now > 0;
  }

  /** The whole milliseconds that are left to wait, rounded up: some are left while it waits. */
  LockCommand ask(long now) {
    long left = Math.max(0, waitUntil - now);
    return new LockCommand.Acquire(
        request.lock(), request.owner(), request.ttl().toMillis(), (left + 999_999) / 1_000_000);
  }

  LockCommand withdraw() {
    return new LockCommand.Withdraw(request.lock(), request.owner(), waiter);
  }
}
