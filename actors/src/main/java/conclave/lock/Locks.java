package conclave.lock;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import conclave.InternalApi;
import conclave.lock.table.LockName;
import conclave.lock.table.LockQuery;
import conclave.machine.keys.IdempotencyKey;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Locks of the whole cluster, as callers of this process see them. {@link Acquire}, {@link Renew}
 * and {@link Release} are single requests, each answered exactly once by its deadline or a moment
 * after it; whoever wants a lock that renews itself says {@link Hold}. A wrong request is {@link
 * Rejected} with a sentence.
 *
 * <p>If it dies, who asks or waits is told {@link Unknown}, and holders say {@link
 * LockHolder.Lost}; the cluster's grants run out by themselves.
 */
public final class Locks {

  /** What can be asked. */
  public sealed interface Command {}

  /** What may be asked under an idempotency key. */
  public sealed interface Request extends Command {}

  /**
   * Takes a lock, or waits for it, first come first served. The owner who holds it already gets the
   * same token and a fresh time-to-live. Answered by Granted, Locked, Rejected or Unknown; what is
   * unknown may be asked again as it is. A caller that ends waits no more.
   *
   * @param owner 1 to 256 bytes of UTF-8. Whoever says the same name is the same owner, wherever:
   *     they share one grant with the time-to-live that was asked for last, one place in the queue,
   *     and one release
   * @param ttl 10 ms to a day
   * @param waitAtMost up to ten minutes; zero is not to wait
   * @param within after so long it is answered in any case, up to a day; longer than the wait
   * @param replyTo in this process, else nobody notices that it has gone
   */
  public record Acquire(
      LockName lock,
      String owner,
      Duration ttl,
      Duration waitAtMost,
      Duration within,
      ActorRef<Reply> replyTo)
      implements Request {
    public Acquire {
      Objects.requireNonNull(lock, "lock");
      Objects.requireNonNull(owner, "owner");
      Objects.requireNonNull(ttl, "ttl");
      Objects.requireNonNull(waitAtMost, "waitAtMost");
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(replyTo, "replyTo");
    }
  }

  /** Begins the time-to-live afresh. Answered by Granted, Lost, Rejected or Unknown. */
  public record Renew(
      LockName lock, String owner, long token, Duration within, ActorRef<Reply> replyTo)
      implements Request {
    public Renew {
      Objects.requireNonNull(lock, "lock");
      Objects.requireNonNull(owner, "owner");
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(replyTo, "replyTo");
    }
  }

  /** Gives a lock back. Answered by Released, Lost, Rejected or Unknown. */
  public record Release(
      LockName lock, String owner, long token, Duration within, ActorRef<Reply> replyTo)
      implements Request {
    public Release {
      Objects.requireNonNull(lock, "lock");
      Objects.requireNonNull(owner, "owner");
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(replyTo, "replyTo");
    }
  }

  /**
   * The same, once among all requests under that key, whoever makes them: who makes it again gets
   * the first answer, though the lock that it tells of may be over by now. Rejected with KEY_USED
   * where the key is another request's. A caller that ends while it waits keeps its place for
   * whoever makes the request again.
   */
  public record Once(Request request, IdempotencyKey key) implements Command {
    public Once {
      Objects.requireNonNull(request, "request");
      Objects.requireNonNull(key, "key");
    }
  }

  /**
   * Lists held locks in the order of their names. Answered by Page or Rejected.
   *
   * @param after where the page begins; empty for the first one
   * @param limit 1 to {@value LockQuery.Page#MAX_LIMIT}
   */
  public record ListLocks(String after, int limit, Duration within, ActorRef<Reply> replyTo)
      implements Command {
    public ListLocks {
      Objects.requireNonNull(after, "after");
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(replyTo, "replyTo");
    }
  }

  /**
   * Takes a lock, and keeps it by renewing it until {@link LockHandle#release}, until it is lost or
   * until the listener ends. The listener hears {@link LockHolder.Event}s. The same again, before
   * it heard how that ended, changes nothing.
   *
   * @param owner as for Acquire: let no two holders have the same
   * @param ttl 10 ms to a day; whoever is gone can be followed after so long
   * @param waitAtMost zero is not to wait; otherwise for as long as the listener likes
   * @param listener in this process
   */
  public record Hold(
      LockName lock,
      String owner,
      Duration ttl,
      Duration waitAtMost,
      ActorRef<LockHolder.Event> listener)
      implements Command {
    public Hold {
      Objects.requireNonNull(lock, "lock");
      Objects.requireNonNull(owner, "owner");
      Objects.requireNonNull(ttl, "ttl");
      Objects.requireNonNull(waitAtMost, "waitAtMost");
      Objects.requireNonNull(listener, "listener");
    }
  }

  /** An Acquire of a holder, who may wait for as long as it likes. */
  record Await(Acquire request) implements Command {}

  /** That holder is about to tell its listener the last thing. */
  record HolderOver(ActorRef<LockHolder.Command> holder) implements Command {}

  /** That caller waits no more, and is told what became of it. */
  record GiveUp(ActorRef<Reply> caller) implements Command {}

  /** What became of a request. */
  public sealed interface Reply {}

  /**
   * The owner holds the lock.
   *
   * @param token the fencing token
   * @param askedAtNanos when the request that was granted was sent, by this process's monotonic
   *     clock: the time-to-live certainly runs at least from then on
   */
  public record Granted(long token, Duration ttl, long askedAtNanos) implements Reply {}

  /** Not done: that owner holds it, and the wait is over. */
  public record Locked(String owner) implements Reply {}

  /** The lock was given back. */
  public record Released() implements Reply {}

  /** Not done: that owner does not hold the lock under that token. */
  public record Lost() implements Reply {}

  /**
   * A held lock.
   *
   * @param remaining what is left of its time-to-live, as the leader would estimate
   */
  public record Held(
      String name, String owner, long token, Duration ttl, Duration remaining, long waiters) {}

  /**
   * Held locks.
   *
   * @param more whether there are others after the last one
   */
  public record Page(List<Held> locks, boolean more) implements Reply {}

  /** Certainly not done, neither now nor later. */
  public record Rejected(Outcome.Reason reason, String message) implements Reply {}

  /** Maybe done, maybe not, maybe later. */
  public record Unknown(String message) implements Reply {}

  /**
   * What it is given.
   *
   * @param group which holds the locks
   * @param gateway to that group
   * @param clock keeps the time beside it; empty in a process without replicas, which hears no
   *     events and looks instead
   * @param nanoClock monotonic
   */
  @InternalApi
  public record Setup(
      String group,
      ActorRef<Gateway.Command> gateway,
      Optional<ActorRef<LockClock.Command>> clock,
      LockSettings settings,
      LongSupplier nanoClock) {}

  private Locks() {}

  @InternalApi
  public static Behavior<Command> create(Setup setup) {
    return LocksActor.create(setup);
  }
}
