package conclave.lock;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockName;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.keys.IdempotencyKey;
import conclave.machine.wire.MalformedException;
import conclave.replica.Alarm;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes what {@link Locks} can be asked, and is the parent of the holders. */
final class LocksActor extends AbstractBehavior<Object> {

  /** Who holds what for whom. */
  private record Held(LockName lock, String owner, ActorRef<LockHolder.Event> listener) {}

  private enum Tick {
    INSTANCE
  }

  private final Locks.Setup setup;
  private final TableGateway table;
  private final Acquisitions acquisitions;
  private final Map<Held, ActorRef<LockHolder.Command>> holders = new HashMap<>();
  private final Map<ActorRef<?>, Held> heldBy = new HashMap<>();
  private long holds;

  private LocksActor(ActorContext<Object> context, Alarm<Object> alarm, Locks.Setup setup) {
    super(context);
    this.setup = setup;
    this.table = new TableGateway(setup.gateway());
    this.acquisitions = new Acquisitions(setup, context.getSelf(), alarm, new Callers());
    if (setup.clock().isPresent()) {
      byte[] nothing = new LockQuery.Page(Space.LOCK, "", 1).encode();
      Following.Subject locks = new Following.Subject(setup.group(), LockTable.NAME, nothing);
      context.spawn(Following.create(locks, context.getSelf().narrow()), "feed");
    }
  }

  static Behavior<Locks.Command> create(Locks.Setup setup) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new LocksActor(
                            context, new Alarm<>(timers, Tick.INSTANCE, setup.nanoClock()), setup)))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Locks.Request.class, request -> onRequest(request, Optional.empty()))
        .onMessage(Locks.Once.class, m -> onRequest(m.request(), Optional.of(m.key())))
        .onMessage(Locks.Await.class, await -> begin(await.request(), Optional.empty()))
        .onMessage(Locks.GiveUp.class, given -> giveUp(given.caller(), false))
        .onMessage(Acquisitions.Answered.class, this::onAnswered)
        .onMessage(Feed.Changed.class, this::onChanged)
        .onMessage(Locks.HolderOver.class, over -> onHolderOver(over.holder()))
        .onMessage(Locks.Hold.class, this::onHold)
        .onMessage(Locks.ListLocks.class, this::onList)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(Feed.Opened.class, this::onOpened)
        .onMessage(Feed.Leader.class, leader -> this)
        .onSignal(Terminated.class, this::onEnded)
        .onSignal(PreRestart.class, signal -> onEnd())
        .onSignal(PostStop.class, signal -> onEnd())
        .build();
  }

  private long now() {
    return setup.nanoClock().getAsLong();
  }

  /** Holders are watched in any case; a caller elsewhere cannot be. */
  private final class Callers implements Acquisitions.Watch {

    @Override
    public void begin(ActorRef<Locks.Reply> caller) {
      if (watches(caller)) {
        getContext().watch(caller);
      }
    }

    @Override
    public void end(ActorRef<Locks.Reply> caller) {
      if (watches(caller)) {
        getContext().unwatch(caller);
      }
    }

    private boolean watches(ActorRef<Locks.Reply> caller) {
      return !heldBy.containsKey(caller) && caller.path().address().hasLocalScope();
    }
  }

  private Behavior<Object> onEnded(Terminated ended) {
    onHolderOver(ended.getRef());
    return giveUp(ended.getRef().unsafeUpcast(), true);
  }

  /** It says so before it tells its listener, who may come back at once. */
  private Behavior<Object> onHolderOver(ActorRef<?> holder) {
    Held held = heldBy.remove(holder);
    if (held != null) {
      holders.remove(held);
    }
    return this;
  }

  private Behavior<Object> giveUp(ActorRef<Locks.Reply> caller, boolean ended) {
    acquisitions.giveUp(caller, ended, now());
    return this;
  }

  /** What the table will do with what is under way nobody knows. */
  private Behavior<Object> onEnd() {
    acquisitions.abandon("the locks of this node were stopped");
    return this;
  }

  private Behavior<Object> onRequest(Locks.Request request, Optional<IdempotencyKey> key) {
    if (request instanceof Locks.Acquire acquire) {
      return onAcquire(acquire, key);
    }
    return request instanceof Locks.Renew renew
        ? onRenew(renew, key)
        : onRelease((Locks.Release) request, key);
  }

  private Behavior<Object> onAcquire(Locks.Acquire request, Optional<IdempotencyKey> key) {
    try {
      Times.requireWithin(request.within());
      Times.requireWait(request.waitAtMost());
    } catch (IllegalArgumentException e) {
      request.replyTo().tell(invalid(e));
      return this;
    }
    return begin(request, key);
  }

  private Behavior<Object> begin(Locks.Acquire request, Optional<IdempotencyKey> key) {
    if (acquisitions.count() >= setup.settings().maxWaiting()) {
      String why = "%d callers of this node ask or wait for locks".formatted(acquisitions.count());
      request.replyTo().tell(new Locks.Rejected(Outcome.Reason.OVERLOADED, why));
      return this;
    }
    try {
      acquisitions.begin(request, key, now());
    } catch (IllegalArgumentException e) {
      request.replyTo().tell(invalid(e));
    }
    return this;
  }

  private static Locks.Rejected invalid(IllegalArgumentException why) {
    return new Locks.Rejected(Outcome.Reason.INVALID, why.getMessage());
  }

  private Behavior<Object> onAnswered(Acquisitions.Answered answered) {
    acquisitions.answered(answered, now());
    return this;
  }

  private Behavior<Object> onTick() {
    acquisitions.tick(now());
    return this;
  }

  private Behavior<Object> onOpened(Feed.Opened opened) {
    acquisitions.opened(now());
    return this;
  }

  private Behavior<Object> onChanged(Feed.Changed changed) throws MalformedException {
    long now = now();
    for (byte[] event : changed.events()) {
      acquisitions.hear(LockEvent.decode(event), now);
    }
    return this;
  }

  private Behavior<Object> onRenew(Locks.Renew renew, Optional<IdempotencyKey> key) {
    long askedAt = now();
    return once(
        () -> new LockCommand.Renew(renew.lock(), renew.owner(), renew.token()),
        new Single(key, renew.within(), renew.replyTo()),
        reply ->
            reply instanceof LockReply.Granted granted
                ? new Locks.Granted(granted.token(), Duration.ofMillis(granted.ttlMs()), askedAt)
                : lost(reply));
  }

  private Behavior<Object> onRelease(Locks.Release release, Optional<IdempotencyKey> key) {
    return once(
        () -> new LockCommand.Release(release.lock(), release.owner(), release.token()),
        new Single(key, release.within(), release.replyTo()),
        reply -> reply instanceof LockReply.Done ? new Locks.Released() : lost(reply));
  }

  private static Locks.Reply lost(LockReply reply) {
    return reply instanceof LockReply.Lost ? new Locks.Lost() : Answer.odd(reply);
  }

  /** A request that is over with its first answer. */
  private record Single(
      Optional<IdempotencyKey> key, Duration within, ActorRef<Locks.Reply> replyTo) {}

  private Behavior<Object> once(
      Supplier<LockCommand> command, Single asked, Function<LockReply, Locks.Reply> answer) {
    try {
      table.execute(
          command.get(),
          asked.key(),
          Times.requireWithin(asked.within()),
          outcome -> asked.replyTo().tell(Answer.of(outcome).map(answer)));
    } catch (IllegalArgumentException e) {
      asked.replyTo().tell(invalid(e));
    }
    return this;
  }

  private Behavior<Object> onHold(Locks.Hold hold) {
    Held held = new Held(hold.lock(), hold.owner(), hold.listener());
    if (holders.containsKey(held)) {
      return this;
    }
    if (heldBy.size() >= setup.settings().maxHeld()) {
      String why = "%d locks are held or wanted on this node".formatted(heldBy.size());
      Locks.Rejected rejected = new Locks.Rejected(Outcome.Reason.OVERLOADED, why);
      hold.listener().tell(new LockHolder.NotHeld(hold.lock(), rejected));
      return this;
    }
    LockHolder.Setup given =
        new LockHolder.Setup(
            hold, getContext().getSelf().narrow(), setup.settings().drift(), setup.nanoClock());
    ActorRef<LockHolder.Command> holder =
        getContext().spawn(LockHolder.create(given), "holder-" + holds++);
    holders.put(held, holder);
    heldBy.put(holder, held);
    getContext().watch(holder);
    return this;
  }

  private Behavior<Object> onList(Locks.ListLocks list) {
    try {
      Listing.query(list);
    } catch (IllegalArgumentException e) {
      list.replyTo().tell(invalid(e));
      return this;
    }
    getContext().spawnAnonymous(Listing.create(setup, list));
    return this;
  }
}
