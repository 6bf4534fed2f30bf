package conclave.node.serving;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.http.lock.LockOutcome;
import conclave.lock.Locks;
import conclave.lock.table.LockQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An errand: reads held locks page by page. Each page is linearizable, all of them together are no
 * single moment.
 */
final class LockPages extends AbstractBehavior<Object> {

  /**
   * What it is given.
   *
   * @param most locks
   * @param within after so long it ends in any case
   * @param answer hears the end, once
   */
  record Setup(
      ActorRef<Locks.Command> locks, int most, Duration within, Consumer<LockOutcome> answer) {}

  private enum Late {
    INSTANCE
  }

  private final Setup setup;
  private final List<LockOutcome.Held> held = new ArrayList<>();
  private boolean answered;

  private LockPages(ActorContext<Object> context, Setup setup) {
    super(context);
    this.setup = setup;
  }

  static Behavior<Object> create(Setup setup) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(Late.INSTANCE, setup.within());
                  return new LockPages(context, setup).ask("");
                }));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Locks.Page.class, this::onPage)
        .onMessage(Locks.Reply.class, failure -> over(ActorLocks.outcome(failure)))
        .onMessageEquals(Late.INSTANCE, this::late)
        .onSignal(PostStop.class, stopped -> late())
        .build();
  }

  private Behavior<Object> ask(String after) {
    int limit = Math.min(setup.most() - held.size(), LockQuery.Page.MAX_LIMIT);
    ActorRef<Locks.Reply> self = getContext().getSelf().narrow();
    setup.locks().tell(new Locks.ListLocks(after, limit, setup.within(), self));
    return this;
  }

  private Behavior<Object> onPage(Locks.Page page) {
    page.locks().forEach(lock -> held.add(held(lock)));
    return page.more() && held.size() < setup.most()
        ? ask(held.get(held.size() - 1).name())
        : over(new LockOutcome.Listed(held, page.more()));
  }

  private static LockOutcome.Held held(Locks.Held lock) {
    return new LockOutcome.Held(
        lock.name(), lock.owner(), lock.token(), lock.ttl(), lock.remaining(), lock.waiters());
  }

  /** Or it dies: whoever counts lists must hear of the end of each. */
  private Behavior<Object> late() {
    return over(ActorLocks.outcome(ActorLocks.NO_ANSWER));
  }

  private Behavior<Object> over(LockOutcome outcome) {
    if (!answered) {
      answered = true;
      setup.answer().accept(outcome);
    }
    return Behaviors.stopped();
  }
}
