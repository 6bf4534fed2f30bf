package conclave.lock;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
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
 * different speeds (law L5). Whatever it handles after a pause, the clock is looked at first. If it
 * is stopped or dies, the listener hears Lost, and the cluster's grant runs out by itself.
 */
public final class LockHolder extends AbstractBehavior<Object> {

  /** What a handle may say. */
  public sealed interface Command {}

  enum Release implements Command {
    INSTANCE
  }

  /** What the listener hears: NotHeld, or Held and then one of Lost and Released. */
  public sealed interface Event {}

  /** The lock is held, and being renewed from now on. */
  public record Held(LockHandle handle) implements Event {}

  /**
   * The lock was not granted.
   *
   * @param why Locked, Rejected or Unknown
   */
  public record NotHeld(Locks.Reply why) implements Event {}

  /** The lock may be another's from now on. */
  public record Lost(LockHandle handle, String reason) implements Event {}

  /** The lock was given back, or will have run out. */
  public record Released(LockHandle handle) implements Event {}

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
    RELEASING
  }

  private enum Tick {
    INSTANCE
  }

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Setup setup;
  private final Locks.Hold hold;
  private final Alarm<Object> alarm;
  private State state = State.ASKING;
  private LockHandle handle;
  private boolean renewing;
  private boolean releaseWanted;
  private long renewAt;
  private long validUntil;

  private LockHolder(ActorContext<Object> context, Alarm<Object> alarm, Setup setup) {
    super(context);
    this.setup = setup;
    this.hold = setup.hold();
    this.alarm = alarm;
    context.watch(hold.listener());
    setup
        .locks()
        .tell(
            new Locks.Acquire(
                hold.lock(),
                hold.owner(),
                hold.ttl(),
                hold.waitAtMost(),
                hold.waitAtMost().plus(GRACE),
                context.getSelf().narrow()));
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
        .onSignal(Terminated.class, listenerGone -> awake(this::release))
        .onSignal(PostStop.class, stopped -> onPostStop())
        .build();
  }

  /** After a pause the loss comes before anything else. */
  private Behavior<Object> awake(Supplier<Behavior<Object>> then) {
    if (state == State.HELD && now() - validUntil >= 0) {
      return lost("it could not be renewed in time");
    }
    return then.get();
  }

  private long now() {
    return setup.nanoClock().getAsLong();
  }

  private Behavior<Object> onReply(Locks.Reply reply) {
    return switch (state) {
      case ASKING -> asked(reply);
      case HELD -> renewed(reply);
      case RELEASING -> over(new Released(handle));
    };
  }

  private Behavior<Object> asked(Locks.Reply reply) {
    if (!(reply instanceof Locks.Granted granted)) {
      return over(new NotHeld(reply));
    }
    handle =
        new LockHandle(hold.lock(), hold.owner(), granted.token(), getContext().getSelf().narrow());
    state = State.HELD;
    valid(granted);
    if (now() - validUntil >= 0) {
      state = State.RELEASING;
      return over(new NotHeld(new Locks.Unknown("it was granted, but too late")));
    }
    if (releaseWanted) {
      return release();
    }
    hold.listener().tell(new Held(handle));
    return ring();
  }

  private void valid(Locks.Granted granted) {
    long ttl = granted.ttl().toNanos();
    validUntil = granted.askedAtNanos() + (long) (ttl * (1 - setup.drift()));
    renewAt = granted.askedAtNanos() + ttl / 3;
  }

  private Behavior<Object> ring() {
    alarm.set(renewing ? validUntil : Math.min(renewAt, validUntil));
    return this;
  }

  private Behavior<Object> onTick() {
    alarm.rang();
    if (state != State.HELD) {
      return this;
    }
    if (!renewing && now() - renewAt >= 0) {
      renewing = true;
      Duration left = Duration.ofNanos(validUntil - now());
      ActorRef<Locks.Reply> self = getContext().getSelf().narrow();
      setup.locks().tell(new Locks.Renew(hold.lock(), hold.owner(), handle.token(), left, self));
    }
    return ring();
  }

  private Behavior<Object> renewed(Locks.Reply reply) {
    renewing = false;
    if (reply instanceof Locks.Granted granted) {
      valid(granted);
      return ring();
    }
    if (reply instanceof Locks.Lost) {
      return lost("it ran out, or was ended");
    }
    renewAt = now() + hold.ttl().toNanos() / 10;
    return ring();
  }

  private Behavior<Object> release() {
    if (state == State.ASKING) {
      releaseWanted = true;
    } else if (state == State.HELD) {
      state = State.RELEASING;
      Duration left = Duration.ofNanos(Math.max(1, validUntil - now()));
      ActorRef<Locks.Reply> self = getContext().getSelf().narrow();
      setup.locks().tell(new Locks.Release(hold.lock(), hold.owner(), handle.token(), left, self));
    }
    return this;
  }

  private Behavior<Object> lost(String reason) {
    state = State.RELEASING;
    return over(new Lost(handle, reason));
  }

  private Behavior<Object> over(Event last) {
    hold.listener().tell(last);
    return Behaviors.stopped();
  }

  private Behavior<Object> onPostStop() {
    if (state == State.HELD) {
      hold.listener().tell(new Lost(handle, "the locks of this node were stopped"));
    }
    return this;
  }
}
