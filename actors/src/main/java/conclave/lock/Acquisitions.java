package conclave.lock;

import akka.actor.typed.ActorRef;
import conclave.lock.Acquisition.Step;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockReply;
import conclave.machine.keys.IdempotencyKey;
import conclave.replica.Alarm;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All Acquires under way in this process: takes each through the table until it is granted, or its
 * wait is over, or its caller has gone.
 *
 * <p>Each has one request under way at most, and is looked at when that should have been answered:
 * an answer that is lost costs a caller its deadline and nothing more. Costs O(log n) a step.
 */
final class Acquisitions {

  /** What became of a request of an acquisition, which may have been over since. */
  record Answered(Acquisition acquisition, long attempt, Outcome<byte[]> outcome) {}

  /** So long after its deadline an answer counts as lost. */
  static final long GRACE_NANOS = 500_000_000;

  /** Who waits for ever asks for so long at a time. */
  private static final long REQUEST_NANOS = 10_000_000_000L;

  /** So long the place of one that has gone is tried to be withdrawn; later it times out. */
  private static final long LEAVE_NANOS = 5_000_000_000L;

  private static final Set<Outcome.Reason> MISTAKES =
      EnumSet.of(Outcome.Reason.INVALID, Outcome.Reason.KEY_USED);

  private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

  /** Tells when a caller ends, while anything of it is under way. */
  interface Watch {
    void begin(ActorRef<Locks.Reply> caller);

    void end(ActorRef<Locks.Reply> caller);
  }

  private final TableGateway table;
  private final LockSettings settings;
  private final ActorRef<Object> self;
  private final Alarm<Object> alarm;
  private final Set<Acquisition> open = new LinkedHashSet<>();
  private final TreeSet<Acquisition> queue = new TreeSet<>();
  private final Map<Acquisition.Key, Set<Acquisition>> byOwner = new HashMap<>();
  private final Map<ActorRef<Locks.Reply>, Set<Acquisition>> byCaller = new HashMap<>();
  private final Watch watch;
  private boolean fed;
  private long nextId;

  /**
   * @param self is told {@link Answered}
   * @param alarm rings when to call {@link #tick}
   */
  Acquisitions(Locks.Setup setup, ActorRef<Object> self, Alarm<Object> alarm, Watch watch) {
    this.table = new TableGateway(setup.gateway());
    this.settings = setup.settings();
    this.self = self;
    this.alarm = alarm;
    this.watch = watch;
  }

  /** How many are under way. */
  int count() {
    return open.size();
  }

  /** An IllegalArgumentException if the request is wrong; then nothing was begun. */
  void begin(Locks.Acquire request, Optional<IdempotencyKey> once, long now) {
    Acquisition acquisition = new Acquisition(nextId++, request, once, now);
    acquisition.ask(now, settings.patienceNanos());
    open.add(acquisition);
    index(byOwner, acquisition.key, acquisition);
    if (index(byCaller, acquisition.caller, acquisition)) {
      watch.begin(acquisition.caller);
    }
    ask(acquisition, now);
  }

  /** Whether it is the first one. */
  private static <K> boolean index(Map<K, Set<Acquisition>> by, K key, Acquisition acquisition) {
    Set<Acquisition> all = by.computeIfAbsent(key, k -> new LinkedHashSet<>());
    all.add(acquisition);
    return all.size() == 1;
  }

  /** Whether it was the last one. */
  private static <K> boolean forget(Map<K, Set<Acquisition>> by, K key, Acquisition acquisition) {
    Set<Acquisition> all = by.get(key);
    all.remove(acquisition);
    return all.isEmpty() && by.remove(key) != null;
  }

  /** Asks for the lock: in its turn, or once more to stay in the queue. */
  private void ask(Acquisition acquisition, long now) {
    acquisition.step = Step.ASKING;
    acquisition.itsTurn = false;
    acquisition.askedAt = now;
    execute(acquisition, acquisition.ask(now, settings.patienceNanos()), now);
  }

  /** Looks how it stands, which says nothing about whether its caller is alive. */
  private void look(Acquisition acquisition, long now) {
    Duration within = within(acquisition, now);
    acquisition.step = Step.LOOKING;
    table.ask(acquisition.look(), within, answerTo(acquisition));
    due(acquisition, now + within.toNanos() + GRACE_NANOS);
  }

  private void withdraw(Acquisition acquisition, long now) {
    acquisition.step = Step.WITHDRAWING;
    execute(acquisition, acquisition.withdraw(), now);
  }

  private void execute(Acquisition acquisition, LockCommand command, long now) {
    Duration within = within(acquisition, now);
    table.execute(command, acquisition.once, within, answerTo(acquisition));
    due(acquisition, now + within.toNanos() + GRACE_NANOS);
  }

  private Gateway.Reply answerTo(Acquisition acquisition) {
    long attempt = ++acquisition.attempt;
    return outcome -> self.tell(new Answered(acquisition, attempt, outcome));
  }

  private static Duration within(Acquisition acquisition, long now) {
    long left = Math.max(1, acquisition.deadline - now);
    if (acquisition.abandoned) {
      return Duration.ofNanos(Math.min(left, LEAVE_NANOS));
    }
    return Duration.ofNanos(left > DAY_NANOS ? REQUEST_NANOS : left);
  }

  private void due(Acquisition acquisition, long at) {
    queue.remove(acquisition);
    acquisition.dueAt = at;
    queue.add(acquisition);
    alarm.set(queue.first().dueAt);
  }

  void answered(Answered answered, long now) {
    Acquisition acquisition = answered.acquisition();
    if (acquisition.attempt != answered.attempt()) {
      return;
    }
    Answer answer = Answer.of(answered.outcome());
    if (!open.contains(acquisition)) {
      answer.reply().ifPresent(reply -> tooLate(acquisition, reply));
    } else if (answer.failure().isPresent()) {
      failed(acquisition, answer.failure().get(), now);
    } else {
      follow(acquisition, answer.reply().orElseThrow(), now);
    }
  }

  /** Nobody of this process waits in that place, so nobody else shall wait behind it. */
  private void tooLate(Acquisition acquisition, LockReply reply) {
    if (reply instanceof LockReply.Waiting waiting && !byOwner.containsKey(acquisition.key)) {
      acquisition.waiter = waiting.waiter();
      leave(acquisition);
    }
  }

  /** Who has a key keeps its place for whoever comes with it again. */
  private void leave(Acquisition acquisition) {
    if (acquisition.once.isEmpty()) {
      leavePlace(acquisition);
    }
  }

  private void leavePlace(Acquisition acquisition) {
    if (acquisition.waiter > 0) {
      table.execute(acquisition.withdraw(), Duration.ofNanos(LEAVE_NANOS), outcome -> {});
    }
  }

  /**
   * A place in the queue is not given up because one request about it was refused; and whoever has
   * one may still be granted the lock, whatever became of the request.
   */
  private void failed(Acquisition acquisition, Locks.Reply failure, long now) {
    boolean refused =
        failure instanceof Locks.Rejected rejected && !MISTAKES.contains(rejected.reason());
    boolean harmless = refused || acquisition.step == Step.LOOKING;
    if (acquisition.waiter > 0 && acquisition.waits(now) && harmless) {
      await(acquisition, now);
      acquisition.lookAt = now + settings.lookAgainNanos();
      due(acquisition, next(acquisition));
    } else if (refused && acquisition.waiter > 0) {
      finish(acquisition, new Locks.Unknown(((Locks.Rejected) failure).message()));
    } else {
      finish(acquisition, failure);
      leaveMistaken(acquisition, failure);
    }
  }

  /** Its request will never do, so nobody comes again with its key, if it had one. */
  private void leaveMistaken(Acquisition acquisition, Locks.Reply failure) {
    if (failure instanceof Locks.Rejected && !byOwner.containsKey(acquisition.key)) {
      leavePlace(acquisition);
    }
  }

  private void follow(Acquisition acquisition, LockReply reply, long now) {
    if (reply instanceof LockReply.Granted granted) {
      granted(acquisition, granted, now);
    } else if (reply instanceof LockReply.Waiting waiting) {
      acquisition.waiter = waiting.waiter();
      waiting(acquisition, now);
    } else if (reply instanceof LockReply.Full) {
      finish(acquisition, Answer.FULL);
    } else if (reply instanceof LockReply.Locked locked && acquisition.step != Step.LOOKING) {
      finish(acquisition, new Locks.Locked(locked.owner()));
    } else if (lostItsPlace(acquisition, reply) && !acquisition.abandoned) {
      ask(acquisition, now);
    } else {
      finish(acquisition, Answer.odd(reply));
    }
  }

  /** The leader's clock went faster, or the same owner withdrew elsewhere: it begins again. */
  private static boolean lostItsPlace(Acquisition acquisition, LockReply reply) {
    return switch (acquisition.step) {
      case LOOKING -> reply instanceof LockReply.Locked || reply instanceof LockReply.Free;
      case WITHDRAWING -> reply instanceof LockReply.Stale;
      default -> false;
    };
  }

  /**
   * A look and a withdrawal say that it has the lock, but not that it was heard to be alive.
   *
   * <p>What is granted to one that has gone is never released, since an owner is only a name: who
   * asked again under it, here or elsewhere, may have been told of that very grant. A grant that
   * nobody claims passes on soon; one that was claimed runs out.
   */
  private void granted(Acquisition acquisition, LockReply.Granted granted, long now) {
    if (acquisition.abandoned) {
      finish(acquisition, new Locks.Unknown("its caller has ended"));
    } else if (acquisition.step == Step.ASKING) {
      Duration ttl = Duration.ofMillis(granted.ttlMs());
      finish(acquisition, new Locks.Granted(granted.token(), ttl, acquisition.askedAt));
    } else {
      ask(acquisition, now);
    }
  }

  private void waiting(Acquisition acquisition, long now) {
    if (acquisition.waits(now) && acquisition.itsTurn) {
      ask(acquisition, now);
    } else if (acquisition.waits(now)) {
      await(acquisition, now);
      due(acquisition, next(acquisition));
    } else {
      withdraw(acquisition, now);
    }
  }

  private void await(Acquisition acquisition, long now) {
    acquisition.step = Step.WAITING;
    boolean asksAgain = acquisition.waitUntil - acquisition.askedAt > settings.patienceNanos();
    acquisition.askAgainAt =
        asksAgain ? acquisition.askedAt + settings.patienceNanos() / 2 : acquisition.waitUntil;
    acquisition.lookAt = fed ? acquisition.waitUntil : now + settings.lookAgainNanos();
  }

  private static long next(Acquisition acquisition) {
    long next = acquisition.waitUntil;
    for (long at : new long[] {acquisition.askAgainAt, acquisition.lookAt}) {
      next = at - next < 0 ? at : next;
    }
    return next;
  }

  private void finish(Acquisition acquisition, Locks.Reply reply) {
    acquisition.step = Step.OVER;
    open.remove(acquisition);
    queue.remove(acquisition);
    forget(byOwner, acquisition.key, acquisition);
    if (forget(byCaller, acquisition.caller, acquisition)) {
      watch.end(acquisition.caller);
    }
    acquisition.caller.tell(reply);
  }

  /** The event may come before the answer that it must wait. */
  void hear(LockEvent event, long now) {
    Set<Acquisition> concerned =
        byOwner.getOrDefault(new Acquisition.Key(event.lock(), event.owner()), Set.of());
    for (Acquisition acquisition : List.copyOf(concerned)) {
      if (event instanceof LockEvent.Granted granted && !granted.claimed()) {
        acquisition.itsTurn = true;
      }
      boolean placeLost =
          event instanceof LockEvent.Left left
              && left.waiter() == acquisition.waiter
              && left.reason() != LockEvent.Left.Reason.GRANTED;
      if (acquisition.step == Step.WAITING && (acquisition.itsTurn || placeLost)) {
        ask(acquisition, now);
      }
    }
  }

  /** Events come from now on, and some may have been missed before. */
  void opened(long now) {
    fed = true;
    for (Acquisition acquisition : List.copyOf(open)) {
      if (acquisition.step == Step.WAITING) {
        look(acquisition, now);
      }
    }
  }

  /**
   * That caller waits no more: it is told Locked, or Granted if it has the lock by now. One that
   * ended and had a key is simply left: whoever comes with the same key takes its place, or has
   * done so already.
   *
   * @param ended whether nobody hears that
   */
  void giveUp(ActorRef<Locks.Reply> caller, boolean ended, long now) {
    for (Acquisition acquisition : List.copyOf(byCaller.getOrDefault(caller, Set.of()))) {
      acquisition.waitUntil = now;
      acquisition.abandoned |= ended;
      if (ended && acquisition.once.isPresent()) {
        finish(acquisition, new Locks.Unknown("its caller has ended"));
      } else if (acquisition.step == Step.WAITING) {
        withdraw(acquisition, now);
      }
    }
  }

  void tick(long now) {
    alarm.rang();
    while (!queue.isEmpty() && now - queue.first().dueAt >= 0) {
      act(queue.first(), now);
    }
    if (!queue.isEmpty()) {
      alarm.set(queue.first().dueAt);
    }
  }

  private void act(Acquisition acquisition, long now) {
    if (acquisition.step != Step.WAITING) {
      failed(acquisition, new Locks.Unknown("no answer in time"), now);
    } else if (!acquisition.waits(now)) {
      withdraw(acquisition, now);
    } else if (now - acquisition.askAgainAt >= 0) {
      ask(acquisition, now);
    } else {
      look(acquisition, now);
    }
  }

  /** Nobody will follow them any more, so those that wait leave the queue. */
  void abandon(String why) {
    for (Acquisition acquisition : List.copyOf(open)) {
      leave(acquisition);
      finish(acquisition, new Locks.Unknown(why));
    }
  }
}
