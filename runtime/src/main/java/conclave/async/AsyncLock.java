package conclave.async;

import akka.actor.typed.ActorRef;
import conclave.async.internal.Errands;
import conclave.async.internal.Question;
import conclave.lock.Locks;
import conclave.lock.Locks.Reply;
import conclave.lock.table.LockName;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A lock for one owner that is no actor; see {@link Locks} for what is promised. Nobody renews it
 * by itself: that takes an actor, which hears when it is lost ({@link Locks.Hold}). Give its token
 * to whatever must refuse a former holder.
 */
public final class AsyncLock {

  /** Locks answers by the deadline or a moment after; this is for when it died meanwhile. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Reply NO_ANSWER = new Locks.Unknown("the locks did not answer");

  private final Errands errands;
  private final ActorRef<Locks.Command> locks;
  private final LockName name;
  private final String owner;

  AsyncLock(Errands errands, ActorRef<Locks.Command> locks, LockName name, String owner) {
    this.errands = errands;
    this.locks = locks;
    this.name = name;
    this.owner = Objects.requireNonNull(owner, "owner");
  }

  /** Takes it if nobody else has it. Granted, Locked, Rejected or Unknown. */
  public CompletionStage<Reply> tryAcquire(Duration ttl, Duration within) {
    return acquire(ttl, Duration.ZERO, within);
  }

  /**
   * Takes it, or waits for it, first come first served. Granted, Locked, Rejected or Unknown; what
   * is unknown may be asked again as it is.
   *
   * @param ttl 10 ms to a day
   * @param waitAtMost up to ten minutes
   * @param within longer than the wait
   */
  public CompletionStage<Reply> acquire(Duration ttl, Duration waitAtMost, Duration within) {
    return ask(
        within,
        replyTo -> locks.tell(new Locks.Acquire(name, owner, ttl, waitAtMost, within, replyTo)));
  }

  /** Begins its time-to-live afresh. Granted, Lost, Rejected or Unknown. */
  public CompletionStage<Reply> renew(long token, Duration within) {
    return ask(within, replyTo -> locks.tell(new Locks.Renew(name, owner, token, within, replyTo)));
  }

  /** Gives it back. Released, Lost, Rejected or Unknown. */
  public CompletionStage<Reply> release(long token, Duration within) {
    return ask(
        within, replyTo -> locks.tell(new Locks.Release(name, owner, token, within, replyTo)));
  }

  private CompletionStage<Reply> ask(Duration within, Consumer<ActorRef<Reply>> request) {
    return errands.ask(
        new Question<>(
            Reply.class,
            0,
            Question.atMost(within).plus(GRACE),
            NO_ANSWER,
            why -> new Locks.Rejected(why.reason(), why.sentence()),
            request));
  }
}
