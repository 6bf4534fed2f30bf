package conclave.lock;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.lock.table.LockName;
import conclave.replica.Alarm;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Holds one lock for one listener: renews it after a third of its time-to-live, and says that it is
 * lost before anybody else can have been granted it.
 *
 * <pre>
 *   ASKING --Granted--> HELD --Release, the listener ends--> RELEASING --> Released, over
 *      |                  `--refused, or its own clock says so--> Lost, over
 *      `--Locked, Rejected, Unknown--> NotHeld, over
 * </pre>
 *
 * <p>The time counts from when the request was <em>sent</em>, less a part for clocks that run at
 * different speeds (law L5). Whatever it handles after a pause, the clock is looked at first, and
 * what was under way over the pause revives nothing. If it is stopped or dies, its listener hears
 * how it ends, and the cluster's grant runs out by itself.
 */
public final class LockHolder extends AbstractBehavior<Object> {

  /** What a handle may say. */
  public sealed interface Command {}

  enum Release implements Command {
    INSTANCE
  }

  /** What the listener hears: NotHeld, or Held and then one of Lost and Released. */
  public sealed interface Event {
    LockName lock();
  }

  /** The lock is held, and being renewed from now on. */
  public record Held(LockHandle handle) implements Event {
    @Override
    public LockName lock() {
      return handle.lock();
    }
  }

  /**
   * The lock was not granted.
   *
   * @param why Locked, Rejected or Unknown
   */
  public record NotHeld(LockName lock, Locks.Reply why) implements Event {}

  /** The lock may be another's from now on. */
  public record Lost(LockHandle handle, String reason) implements Event {
    @Override
    public LockName lock() {
      return handle.lock();
    }
  }

  /**
   * The lock was given back, or it has run out while nobody could be told: nobody is asked any more
   * then, but an entry that was never answered may still release that grant, should it stand for
   * longer than believed here. So whoever wants the lock again had better take another owner.
   */
  public record Released(LockHandle handle) implements Event {
    @Override
    public LockName lock() {
      return handle.lock();
    }
  }

  /**
   * What it is given.
   *
   * @param locks who asks for it
   * @param drift by which part of a time-to-live its own clock is believed less
   */
  record Setup(
      Locks.Hold hold, ActorRef<Locks.Command> locks, double drift, LongSupplier nanoClock) {}

  private enum State {
    ASKING,
    HELD,
    RELEASING,
    OVER
  }

  private enum Tick {
    INSTANCE
  }

  /** What is asked is answered so long after the wait, or its deadline, at the latest. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Setup setup;
  private final Locks.Hold hold;
  private final ActorRef<Locks.Reply> self;
  private final Alarm<Object> alarm;
  private State state = State.ASKING;
  private LockHandle handle;
  private boolean listenerGone;

  /** Renewals and releases without an answer. */
  private int underWay;

  /** When to renew, or to release once more. */
  private long againAt;

  private long validUntil;

  private LockHolder(ActorContext<Object> context, Alarm<Object> alarm, Setup setup) {
    super(context);
    this.setup = setup;
    this.hold = setup.hold();
    this.self = context.getSelf().narrow();
    this.alarm = alarm;
    context.watch(hold.listener());
    Duration wait =
        hold.waitAtMost().compareTo(Times.FOREVER) < 0 ? hold.waitAtMost() : Times.FOREVER;
    setup
        .locks()
        .tell(
            new Locks.Await(
                new Locks.Acquire(
                    hold.lock(), hold.owner(), hold.ttl(), wait, wait.plus(GRACE), self)));
  }

  static Behavior<Command> create(Setup setup) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new LockHolder(
                            context, new Alarm<>(timers, Tick.INSTANCE, setup.nanoClock()), setup)))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Locks.Reply.class, reply -> awake(() -> onReply(reply)))
        .onMessageEquals(Tick.INSTANCE, () -> awake(this::onTick))
        .onMessageEquals(Release.INSTANCE, () -> awake(this::release))
        .onSignal(Terminated.class, gone -> awake(this::onListenerGone))
        .onSignal(PostStop.class, stopped -> onPostStop())
        .build();
  }

  /** After a pause the loss comes before anything else. */
  private Behavior<Object> awake(Supplier<Behavior<Object>> then) {
    return state == State.HELD && ranOut() ? lost("it could not be renewed in time") : then.get();
  }

  private long now() {
    return setup.nanoClock().getAsLong();
  }

  private boolean ranOut() {
    return now() - validUntil >= 0;
  }

  private Behavior<Object> onReply(Locks.Reply reply) {
    return switch (state) {
      case ASKING -> asked(reply);
      case HELD -> renewed(reply);
      case RELEASING -> released(reply);
      case OVER -> this;
    };
  }

  /**
   * What was granted too late is left to run out. Its owner asks again, as it should where it does
   * not know, and renews that very grant if it stands: a release sent here could come after that.
   */
  private Behavior<Object> asked(Locks.Reply reply) {
    if (!(reply instanceof Locks.Granted granted)) {
      return over(new NotHeld(hold.lock(), reply));
    }
    handle =
        new LockHandle(hold.lock(), hold.owner(), granted.token(), getContext().getSelf().narrow());
    state = State.HELD;
    valid(granted);
    if (ranOut()) {
      return over(new NotHeld(hold.lock(), new Locks.Unknown("it was granted, but too late")));
    }
    if (listenerGone) {
      return release();
    }
    hold.listener().tell(new Held(handle));
    return ring();
  }

  private void valid(Locks.Granted granted) {
    long ttl = granted.ttl().toNanos();
    validUntil = granted.askedAtNanos() + (long) (ttl * (1 - setup.drift()));
    againAt = granted.askedAtNanos() + ttl / 3;
  }

  private void againSoon() {
    againAt = now() + hold.ttl().toNanos() / 10;
  }

  private Behavior<Object> ring() {
    if (state == State.RELEASING && underWay > 0) {
      alarm.set(validUntil + GRACE.toNanos());
    } else {
      alarm.set(underWay > 0 || againAt - validUntil > 0 ? validUntil : againAt);
    }
    return this;
  }

  private Behavior<Object> onTick() {
    alarm.rang();
    if (state == State.RELEASING && ranOut()) {
      return ranOutReleasing();
    }
    boolean again = underWay == 0 && now() - againAt >= 0;
    if (again && state == State.HELD) {
      underWay++;
      setup.locks().tell(new Locks.Renew(hold.lock(), hold.owner(), handle.token(), left(), self));
    } else if (again && state == State.RELEASING) {
      tellRelease(left());
    }
    return state == State.ASKING ? this : ring();
  }

  /**
   * Each release has the end of the time as its deadline, after which it is not sent again: until
   * it was answered it might be, and end what the same owner was granted anew.
   */
  private Behavior<Object> ranOutReleasing() {
    boolean answered = underWay == 0 || now() - validUntil >= GRACE.toNanos();
    return answered ? over(new Released(handle)) : ring();
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(1, validUntil - now()));
  }

  private Behavior<Object> renewed(Locks.Reply reply) {
    underWay--;
    if (reply instanceof Locks.Granted granted) {
      valid(granted);
      return ring();
    }
    if (reply instanceof Locks.Lost) {
      return lost("it ran out, or was ended");
    }
    againSoon();
    return ring();
  }

  private Behavior<Object> release() {
    if (state == State.HELD) {
      state = State.RELEASING;
      tellRelease(left());
      ring();
    }
    return this;
  }

  private void tellRelease(Duration within) {
    underWay++;
    setup.locks().tell(new Locks.Release(hold.lock(), hold.owner(), handle.token(), within, self));
  }

  /** A renewal that was under way may be answered first, and says nothing about the release. */
  private Behavior<Object> released(Locks.Reply reply) {
    underWay--;
    if (reply instanceof Locks.Released || reply instanceof Locks.Lost) {
      return over(new Released(handle));
    }
    if (ranOut()) {
      return ranOutReleasing();
    }
    againSoon();
    return ring();
  }

  private Behavior<Object> onListenerGone() {
    listenerGone = true;
    if (state == State.ASKING) {
      setup.locks().tell(new Locks.GiveUp(self));
      return this;
    }
    return release();
  }

  private Behavior<Object> lost(String reason) {
    return over(new Lost(handle, reason));
  }

  private Behavior<Object> over(Event last) {
    state = State.OVER;
    setup.locks().tell(new Locks.HolderOver(getContext().getSelf().narrow()));
    hold.listener().tell(last);
    return Behaviors.stopped();
  }

  /** Who asks has not been told anything yet; who holds can renew no more. */
  private Behavior<Object> onPostStop() {
    String why = "the locks of this node were stopped";
    switch (state) {
      case ASKING -> over(new NotHeld(hold.lock(), new Locks.Unknown(why)));
      case HELD -> over(new Lost(handle, why));
      case RELEASING -> over(new Released(handle));
      case OVER -> {}
    }
    return this;
  }
}
