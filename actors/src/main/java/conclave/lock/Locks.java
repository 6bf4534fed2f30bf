package conclave.lock;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
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
import conclave.machine.wire.MalformedException;
import conclave.replica.Alarm;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Locks of the whole cluster, as callers of this process see them. {@link Acquire}, {@link Renew}
 * and {@link Release} are single requests, each answered exactly once by its deadline or a moment
 * after it; whoever wants a lock that renews itself says {@link Hold}.
 *
 * <p>If it dies, requests under way are not answered, and holders hear {@link LockHolder.Lost}; the
 * cluster's grants run out by themselves.
 */
public final class Locks extends AbstractBehavior<Object> {

  /** What can be asked. */
  public sealed interface Command {}

  /**
   * Takes a lock, or waits for it, first come first served. The owner who holds it already gets the
   * same token and a fresh time-to-live. Answered by Granted, Locked, Rejected or Unknown; what is
   * unknown may be asked again as it is.
   *
   * @param owner 1 to 256 bytes of UTF-8; whoever says the same name is the same owner
   * @param ttl 10 ms to a day
   * @param waitAtMost up to ten minutes; zero is not to wait
   * @param within after so long it is answered in any case; longer than the wait
   */
  public record Acquire(
      LockName lock,
      String owner,
      Duration ttl,
      Duration waitAtMost,
      Duration within,
      ActorRef<Reply> replyTo)
      implements Command {}

  /** Begins the time-to-live afresh. Answered by Granted, Lost, Rejected or Unknown. */
  public record Renew(
      LockName lock, String owner, long token, Duration within, ActorRef<Reply> replyTo)
      implements Command {}

  /** Gives a lock back. Answered by Released, Lost, Rejected or Unknown. */
  public record Release(
      LockName lock, String owner, long token, Duration within, ActorRef<Reply> replyTo)
      implements Command {}

  /**
   * Lists held locks in the order of their names. Answered by Page or Rejected.
   *
   * @param after where the page begins; empty for the first one
   * @param limit 1 to {@value LockQuery.Page#MAX_LIMIT}
   */
  public record ListLocks(String after, int limit, Duration within, ActorRef<Reply> replyTo)
      implements Command {}

  /**
   * Takes a lock, and keeps it by renewing it until {@link LockHandle#release}, until it is lost or
   * until the listener ends. The listener hears {@link LockHolder.Event}s.
   */
  public record Hold(
      LockName lock,
      String owner,
      Duration ttl,
      Duration waitAtMost,
      ActorRef<LockHolder.Event> listener)
      implements Command {}

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
  public record Setup(
      String group,
      ActorRef<Gateway.Command> gateway,
      Optional<ActorRef<LockClock.Command>> clock,
      LockSettings settings,
      LongSupplier nanoClock) {}

  private record Listed(ListLocks request, LockReply.Page page) {}

  private enum Tick {
    INSTANCE
  }

  private final Setup setup;
  private final Acquisitions acquisitions;
  private long holders;

  private Locks(ActorContext<Object> context, Alarm<Object> alarm, Setup setup) {
    super(context);
    this.setup = setup;
    this.acquisitions = new Acquisitions(setup, context.getSelf(), alarm);
    if (setup.clock().isPresent()) {
      byte[] nothing = new LockQuery.Page(Space.LOCK, "", 1).encode();
      Following.Subject locks = new Following.Subject(setup.group(), LockTable.NAME, nothing);
      context.spawn(Following.create(locks, context.getSelf().narrow()), "feed");
    }
  }

  public static Behavior<Command> create(Setup setup) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new Locks(
                            context, new Alarm<>(timers, Tick.INSTANCE, setup.nanoClock()), setup)))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Acquire.class, this::onAcquire)
        .onMessage(Acquisitions.Answered.class, this::onAnswered)
        .onMessage(Feed.Changed.class, this::onChanged)
        .onMessage(Renew.class, this::onRenew)
        .onMessage(Release.class, this::onRelease)
        .onMessage(Hold.class, this::onHold)
        .onMessage(ListLocks.class, this::onList)
        .onMessage(Listed.class, this::onListed)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(Feed.Opened.class, this::onOpened)
        .onMessage(Feed.Leader.class, leader -> this)
        .build();
  }

  private Behavior<Object> onAcquire(Acquire request) {
    acquisitions.begin(request);
    return this;
  }

  private Behavior<Object> onAnswered(Acquisitions.Answered answered) {
    acquisitions.answered(answered);
    return this;
  }

  private Behavior<Object> onTick() {
    acquisitions.tick();
    return this;
  }

  private Behavior<Object> onOpened(Feed.Opened opened) {
    acquisitions.lookAll();
    return this;
  }

  private Behavior<Object> onChanged(Feed.Changed changed) throws MalformedException {
    for (byte[] bytes : changed.events()) {
      if (LockEvent.decode(bytes) instanceof LockEvent.Granted granted && !granted.claimed()) {
        acquisitions.hear(granted);
      }
    }
    return this;
  }

  private Behavior<Object> onRenew(Renew renew) {
    long askedAt = setup.nanoClock().getAsLong();
    return once(
        () -> new LockCommand.Renew(renew.lock(), renew.owner(), renew.token()),
        renew.within(),
        renew.replyTo(),
        reply ->
            reply instanceof LockReply.Granted granted
                ? new Granted(granted.token(), Duration.ofMillis(granted.ttlMs()), askedAt)
                : new Lost());
  }

  private Behavior<Object> onRelease(Release release) {
    return once(
        () -> new LockCommand.Release(release.lock(), release.owner(), release.token()),
        release.within(),
        release.replyTo(),
        reply -> reply instanceof LockReply.Done ? new Released() : new Lost());
  }

  /** A request that is over with its first answer. */
  private Behavior<Object> once(
      Supplier<LockCommand> command,
      Duration within,
      ActorRef<Reply> replyTo,
      Function<LockReply, Reply> answer) {
    try {
      setup
          .gateway()
          .tell(
              new Gateway.Execute(
                  LockTable.NAME,
                  command.get().encode(),
                  within,
                  Optional.empty(),
                  outcome -> replyTo.tell(Answer.of(outcome).map(answer))));
    } catch (IllegalArgumentException e) {
      replyTo.tell(new Rejected(Outcome.Reason.INVALID, e.getMessage()));
    }
    return this;
  }

  private Behavior<Object> onHold(Hold hold) {
    LockHolder.Setup given =
        new LockHolder.Setup(
            hold, getContext().getSelf().narrow(), setup.settings().drift(), setup.nanoClock());
    getContext().spawn(LockHolder.create(given), "holder-" + holders++);
    return this;
  }

  private Behavior<Object> onList(ListLocks list) {
    byte[] query;
    try {
      query = new LockQuery.Page(Space.LOCK, list.after(), list.limit()).encode();
    } catch (IllegalArgumentException e) {
      list.replyTo().tell(new Rejected(Outcome.Reason.INVALID, e.getMessage()));
      return this;
    }
    ActorRef<Object> self = getContext().getSelf();
    setup
        .gateway()
        .tell(
            new Gateway.Ask(
                LockTable.NAME,
                query,
                true,
                list.within(),
                outcome -> {
                  Answer answer = Answer.of(outcome);
                  if (answer.reply().orElse(null) instanceof LockReply.Page page) {
                    self.tell(new Listed(list, page));
                  } else {
                    list.replyTo().tell(answer.map(reply -> Answer.FULL));
                  }
                }));
    return this;
  }

  /** Without a clock beside it, each has its whole time left for all that is known. */
  private Behavior<Object> onListed(Listed listed) {
    ActorRef<Reply> replyTo = listed.request().replyTo();
    if (setup.clock().isPresent()) {
      setup.clock().get().tell(new LockClock.Complete(listed.page(), replyTo));
      return this;
    }
    List<Held> held = new ArrayList<>();
    for (LockReply.Held lock : listed.page().locks()) {
      Duration ttl = Duration.ofMillis(lock.ttlMs());
      held.add(new Held(lock.name(), lock.owner(), lock.token(), ttl, ttl, lock.waiters()));
    }
    replyTo.tell(new Page(held, listed.page().more()));
    return this;
  }
}
