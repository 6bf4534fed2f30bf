package conclave.coordination;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.history.model.LockCall;
import conclave.history.model.LockResult;
import conclave.lock.LockHandle;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

/** Holds one lock after another for a while. Each turn is an owner of its own. */
final class HoldClient extends AbstractBehavior<Object> {

  /**
   * @param locks how many all clients share
   * @param held what it holds at present, or null
   */
  record Setup(
      String name,
      String row,
      int locks,
      ActorRef<Locks.Command> target,
      AtomicReference<LockHandle> held,
      Load load) {}

  private enum Tick {
    NEXT,
    RELEASE,
    NOBODY_ANSWERS
  }

  private static final Duration TTL = Duration.ofMillis(900);
  private static final Duration WAIT = Duration.ofSeconds(10);

  /** Far longer than any deadline: whoever waits for so long was forgotten. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Setup setup;
  private final TimerScheduler<Object> timers;
  private final SplittableRandom random;
  private long turn;
  private int expiry;
  private Load.Operation operation;

  private HoldClient(ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    this.random = new SplittableRandom(setup.name().hashCode());
    setup.load().clients.incrementAndGet();
    next();
  }

  static Behavior<Object> create(Setup setup) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new HoldClient(context, timers, setup)));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(LockHolder.Held.class, this::onHeld)
        .onMessage(LockHolder.NotHeld.class, this::onNotHeld)
        .onMessage(LockHolder.Lost.class, lost -> onEnd(true))
        .onMessage(LockHolder.Released.class, released -> onEnd(false))
        .onMessageEquals(Tick.RELEASE, this::onRelease)
        .onMessageEquals(Tick.NEXT, this::next)
        .onMessageEquals(Tick.NOBODY_ANSWERS, this::onSilence)
        .build();
  }

  private Behavior<Object> next() {
    if (setup.load().stopping) {
      setup.load().clients.decrementAndGet();
      return Behaviors.stopped();
    }
    String owner = setup.name() + "-" + turn++;
    String lock = setup.row() + "Held" + random.nextInt(setup.locks());
    expiry = setup.load().mayRunOut(lock, owner);
    operation = setup.load().begin(new LockCall.Acquire(lock, owner));
    timers.startSingleTimer(Tick.NOBODY_ANSWERS, PATIENCE);
    LockName name = new LockName(Space.LOCK, lock);
    setup.target().tell(new Locks.Hold(name, owner, TTL, WAIT, getContext().getSelf().narrow()));
    return this;
  }

  private Behavior<Object> onSilence() {
    setup.load().complaints.add(setup.name() + " heard nothing in turn " + turn);
    return this;
  }

  private Behavior<Object> onHeld(LockHolder.Held held) {
    long token = held.handle().token();
    operation.answered(setup.load().granted, new LockResult.Granted(token));
    setup.held().set(held.handle());
    timers.startSingleTimer(Tick.RELEASE, Duration.ofMillis(5 + random.nextInt(60)));
    return this;
  }

  private Behavior<Object> onRelease() {
    setup.held().get().release();
    return this;
  }

  private Behavior<Object> onNotHeld(LockHolder.NotHeld notHeld) {
    if (notHeld.why() instanceof Locks.Locked) {
      operation.answered(setup.load().denied, new LockResult.Denied());
      setup.load().didNotRunOut(expiry);
    } else if (notHeld.why() instanceof Locks.Rejected) {
      setup.load().rejected.incrementAndGet();
      operation.notDone();
      setup.load().didNotRunOut(expiry);
    } else {
      operation.unknown();
    }
    return again();
  }

  private Behavior<Object> onEnd(boolean lost) {
    if (lost) {
      setup.load().lost.incrementAndGet();
    } else {
      setup.load().ended.incrementAndGet();
      setup.load().hasEnded(expiry);
    }
    setup.held().set(null);
    timers.cancel(Tick.RELEASE);
    return again();
  }

  private Behavior<Object> again() {
    timers.cancel(Tick.NOBODY_ANSWERS);
    timers.startSingleTimer(Tick.NEXT, Duration.ofMillis(1));
    return this;
  }
}
