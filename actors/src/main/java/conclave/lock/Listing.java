package conclave.lock;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.Space;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * Answers one ListLocks: asks the table what is held, then the clock beside it how much time is
 * left. A clock that says nothing costs its estimates and no more. If it is stopped, the caller is
 * told.
 */
final class Listing extends AbstractBehavior<Object> {

  private enum Tick {
    INSTANCE
  }

  private final Locks.Setup setup;
  private final Locks.ListLocks request;
  private Optional<Locks.Page> page = Optional.empty();
  private boolean over;

  private Listing(
      ActorContext<Object> context,
      TimerScheduler<Object> timers,
      Locks.Setup setup,
      Locks.ListLocks request) {
    super(context);
    this.setup = setup;
    this.request = request;
    timers.startSingleTimer(Tick.INSTANCE, request.within());
    new TableGateway(setup.gateway())
        .ask(query(request), request.within(), outcome -> context.getSelf().tell(outcome));
  }

  /** What is asked; an IllegalArgumentException if the request is wrong. */
  static LockQuery query(Locks.ListLocks request) {
    Times.requireWithin(request.within());
    return new LockQuery.Page(Space.LOCK, request.after(), request.limit());
  }

  static Behavior<Object> create(Locks.Setup setup, Locks.ListLocks request) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Listing(context, timers, setup, request)));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Outcome.class, this::onOutcome)
        .onMessage(Locks.Page.class, this::end)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onSignal(PostStop.class, stopped -> onPostStop())
        .build();
  }

  private Behavior<Object> onOutcome(Outcome<?> outcome) {
    Answer answer = Answer.of(outcome.map(byte[].class::cast));
    if (!(answer.reply().orElse(null) instanceof LockReply.Page held)) {
      return end(unlisted(answer));
    }
    page =
        Optional.of(
            new Locks.Page(held.locks().stream().map(Listing::whole).toList(), held.more()));
    if (setup.clock().isEmpty()) {
      return end(page.get());
    }
    setup.clock().get().tell(new LockClock.Complete(held, getContext().getSelf().narrow()));
    return this;
  }

  /** With its whole time left, for all that is known. */
  private static Locks.Held whole(LockReply.Held lock) {
    Duration ttl = Duration.ofMillis(lock.ttlMs());
    return new Locks.Held(lock.name(), lock.owner(), lock.token(), ttl, ttl, lock.waiters());
  }

  /** A question changes nothing, so it certainly was not done. */
  private static Locks.Reply unlisted(Answer answer) {
    Locks.Reply failure = answer.map(Answer::odd);
    return failure instanceof Locks.Unknown unknown ? rejected(unknown.message()) : failure;
  }

  private static Locks.Rejected rejected(String message) {
    return new Locks.Rejected(Outcome.Reason.NO_LEADER, message);
  }

  private Behavior<Object> onTick() {
    return end(page.isPresent() ? page.get() : rejected("nobody answered in time"));
  }

  private Behavior<Object> end(Locks.Reply reply) {
    over = true;
    request.replyTo().tell(reply);
    return Behaviors.stopped();
  }

  private Behavior<Object> onPostStop() {
    if (!over) {
      request.replyTo().tell(rejected("the locks of this node were stopped"));
    }
    return this;
  }
}
