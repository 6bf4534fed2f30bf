package conclave.samples.guarded;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.lock.LockHandle;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import java.time.Duration;
import java.util.Optional;

/**
 * Writes one line after another to a store of which only one node at a time may write, and shows
 * the store the token of its lock with each.
 *
 * <pre>
 *   WAITING --Held--> WRITING --Lost, or no answer from the store: gives the lock back--> WAITING
 * </pre>
 */
public final class GuardedWriter extends AbstractBehavior<Object> {

  /** The name of the lock. */
  public static final String LOCK = "ledger";

  /**
   * How it takes its time.
   *
   * @param ttl a node that is gone can be followed after so long
   * @param patience with the store, for one line
   * @param pause between two lines
   */
  public record Times(Duration ttl, Duration patience, Duration pause) {}

  /**
   * What it is given.
   *
   * @param locks of this node
   * @param listener hears what happens
   */
  public record Setup(
      String node,
      ActorRef<Locks.Command> locks,
      ActorRef<Courier.Command> courier,
      Times times,
      ActorRef<Event> listener) {}

  private enum Timer {
    WANT_AGAIN,
    WRITE_NEXT,
    NO_ANSWER
  }

  private static final Duration A_MOMENT = Duration.ofMillis(200);
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Setup setup;
  private final TimerScheduler<Object> timers;
  private Optional<LockHandle> lock = Optional.empty();
  private int attempts;
  private int lines;

  private GuardedWriter(ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    want();
  }

  /** Writes until it is stopped, whenever it holds the lock. */
  public static Behavior<Void> create(Setup setup) {
    return Behaviors.<Object>setup(
            context -> Behaviors.withTimers(timers -> new GuardedWriter(context, timers, setup)))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(LockHolder.Held.class, this::onHeld)
        .onMessage(LockHolder.Lost.class, this::onLost)
        .onMessage(LockHolder.Released.class, released -> want())
        .onMessage(LockHolder.NotHeld.class, notHeld -> wantSoon())
        .onMessageEquals(Timer.WANT_AGAIN, this::want)
        .onMessageEquals(Timer.WRITE_NEXT, this::write)
        .onMessageEquals(Timer.NO_ANSWER, () -> giveBack("the store does not answer"))
        .onMessage(Courier.Stored.class, this::onStored)
        .onMessage(Courier.Refused.class, this::onRefused)
        .onMessage(Courier.Unknown.class, this::onUnknown)
        .build();
  }

  /** No two holders may call themselves the same, not even those of one process after another. */
  private String owner() {
    long process = getContext().getSystem().startTime();
    return "%s-%d-%d".formatted(setup.node(), process, ++attempts);
  }

  private Behavior<Object> want() {
    LockName name = new LockName(Space.LOCK, LOCK);
    ActorRef<LockHolder.Event> self = getContext().getSelf().narrow();
    setup.locks().tell(new Locks.Hold(name, owner(), setup.times().ttl(), FOR_EVER, self));
    return this;
  }

  private Behavior<Object> wantSoon() {
    timers.startSingleTimer(Timer.WANT_AGAIN, A_MOMENT);
    return this;
  }

  private Behavior<Object> onHeld(LockHolder.Held held) {
    lock = Optional.of(held.handle());
    tell(new Event.Holds(setup.node(), held.handle().token()));
    return write();
  }

  /** Holds the lock here, and is sent on its way. Nobody knows what happens before it arrives. */
  private Behavior<Object> write() {
    lock.ifPresent(
        held -> {
          String line = "line %d of %s".formatted(++lines, setup.node());
          tell(new Event.Sends(setup.node(), held.token(), line));
          setup
              .courier()
              .tell(new Courier.Carry(held.token(), line, getContext().getSelf().narrow()));
          timers.startSingleTimer(Timer.NO_ANSWER, setup.times().patience());
        });
    return this;
  }

  private boolean holds(long token) {
    return lock.map(held -> held.token() == token).orElse(false);
  }

  private Behavior<Object> onStored(Courier.Stored stored) {
    tell(new Event.Stored(setup.node(), stored.token(), stored.line()));
    if (holds(stored.token())) {
      timers.cancel(Timer.NO_ANSWER);
      timers.startSingleTimer(Timer.WRITE_NEXT, setup.times().pause());
    }
    return this;
  }

  /** Another holder was at the store: this one's lock is gone, whether it was told so or not. */
  private Behavior<Object> onRefused(Courier.Refused refused) {
    tell(new Event.Refused(setup.node(), refused.token(), refused.line(), refused.greatest()));
    return holds(refused.token()) ? giveBack("another one was at the store") : this;
  }

  private Behavior<Object> onUnknown(Courier.Unknown unknown) {
    return holds(unknown.token()) ? giveBack(unknown.why()) : this;
  }

  /** What is on its way stays there, and may arrive while another holds the lock. */
  private Behavior<Object> giveBack(String why) {
    lock.ifPresent(
        held -> {
          tell(new Event.GaveBack(setup.node(), held.token(), why));
          held.release();
        });
    return noLock();
  }

  private Behavior<Object> onLost(LockHolder.Lost lost) {
    tell(new Event.Lost(setup.node(), lost.handle().token(), lost.reason()));
    noLock();
    return want();
  }

  private Behavior<Object> noLock() {
    lock = Optional.empty();
    timers.cancel(Timer.WRITE_NEXT);
    timers.cancel(Timer.NO_ANSWER);
    return this;
  }

  private void tell(Event event) {
    setup.listener().tell(event);
  }
}
