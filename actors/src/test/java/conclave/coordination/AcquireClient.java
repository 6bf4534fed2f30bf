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
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Takes one lock after another, asks for it again, renews it and gives it back: each step once it
 * was told what became of the one before. Each turn is an owner of its own.
 */
final class AcquireClient extends AbstractBehavior<Object> {

  /**
   * @param locks how many all clients share
   */
  record Setup(String name, String row, int locks, ActorRef<Locks.Command> target, Load load) {}

  private record Told(long question, Locks.Reply reply) {}

  private enum Tick {
    NEXT,
    NOBODY_ANSWERS
  }

  private static final Duration TTL = Duration.ofSeconds(2);
  private static final Duration WITHIN = Duration.ofSeconds(4);

  /** Far longer than any deadline: whoever waits for so long was forgotten. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Setup setup;
  private final TimerScheduler<Object> timers;
  private final SplittableRandom random;
  private long turn;
  private long question;
  private String lock;
  private String owner;
  private int expiry;
  private boolean holds;
  private LockCall call;
  private Load.Operation operation;

  private AcquireClient(ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    this.random = new SplittableRandom(setup.name().hashCode());
    setup.load().clients.incrementAndGet();
    next();
  }

  static Behavior<Object> create(Setup setup) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new AcquireClient(context, timers, setup)));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Told.class, this::onTold)
        .onMessageEquals(Tick.NEXT, this::next)
        .onMessageEquals(Tick.NOBODY_ANSWERS, this::onSilence)
        .build();
  }

  private Behavior<Object> next() {
    if (setup.load().stopping) {
      setup.load().clients.decrementAndGet();
      return Behaviors.stopped();
    }
    owner = setup.name() + "-" + turn++;
    lock = setup.row() + random.nextInt(setup.locks());
    expiry = setup.load().mayRunOut(lock, owner);
    holds = false;
    return acquire(Duration.ofMillis(random.nextInt(3) * 150L));
  }

  private Behavior<Object> acquire(Duration waitAtMost) {
    return send(
        new LockCall.Acquire(lock, owner),
        ear -> new Locks.Acquire(name(), owner, TTL, waitAtMost, waitAtMost.plus(WITHIN), ear));
  }

  private LockName name() {
    return new LockName(Space.LOCK, lock);
  }

  private Behavior<Object> send(
      LockCall what, akka.japi.function.Function<ActorRef<Locks.Reply>, Locks.Command> request) {
    question++;
    call = what;
    operation = setup.load().begin(what);
    timers.startSingleTimer(Tick.NOBODY_ANSWERS, PATIENCE);
    long current = question;
    ActorRef<Object> self = getContext().getSelf();
    ActorRef<Locks.Reply> ear =
        getContext()
            .spawnAnonymous(
                Behaviors.receiveMessage(
                    reply -> {
                      self.tell(new Told(current, reply));
                      return Behaviors.stopped();
                    }));
    try {
      setup.target().tell(request.apply(ear));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  private Behavior<Object> onSilence() {
    setup.load().complaints.add("nobody answered " + call);
    question++;
    operation.unknown();
    return again();
  }

  private Behavior<Object> again() {
    timers.startSingleTimer(Tick.NEXT, PAUSE);
    return this;
  }

  private Behavior<Object> onTold(Told told) {
    if (told.question() != question) {
      return this;
    }
    timers.cancel(Tick.NOBODY_ANSWERS);
    Load load = setup.load();
    Locks.Reply reply = told.reply();
    if (reply instanceof Locks.Unknown) {
      operation.unknown();
      return again();
    }
    if (reply instanceof Locks.Rejected) {
      load.rejected.incrementAndGet();
      operation.notDone();
      return again();
    }
    if (reply instanceof Locks.Granted granted && call instanceof LockCall.Acquire) {
      operation.answered(load.granted, new LockResult.Granted(granted.token()));
      return hold(granted.token());
    }
    if (reply instanceof Locks.Granted granted) {
      operation.answered(load.granted, new LockResult.Done());
      return release(granted.token());
    }
    if (reply instanceof Locks.Released) {
      operation.answered(load.ended, new LockResult.Done());
      load.didNotRunOut(expiry);
      return again();
    }
    if (reply instanceof Locks.Lost) {
      operation.answered(load.lost, new LockResult.NotHeld());
      return again();
    }
    operation.answered(load.denied, new LockResult.Denied());
    if (!holds) {
      load.didNotRunOut(expiry);
    }
    return again();
  }

  private Behavior<Object> hold(long token) {
    holds = true;
    int dice = random.nextInt(10);
    if (dice == 0) {
      return acquire(Duration.ZERO);
    }
    if (dice < 4) {
      return send(
          new LockCall.Renew(lock, owner, token),
          ear -> new Locks.Renew(name(), owner, token, WITHIN, ear));
    }
    return release(token);
  }

  private Behavior<Object> release(long token) {
    return send(
        new LockCall.Release(lock, owner, token),
        ear -> new Locks.Release(name(), owner, token, WITHIN, ear));
  }
}
