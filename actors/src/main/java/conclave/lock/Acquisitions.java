package conclave.lock;

import akka.actor.typed.ActorRef;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.replica.Alarm;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All Acquires under way in this process: takes each through the table until it is granted, or its
 * wait is over.
 */
final class Acquisitions {

  /** What became of the request under way for an acquisition. */
  record Answered(long id, Outcome<byte[]> outcome) {}

  private static final long TICK_NANOS = 20_000_000;

  private final Locks.Setup setup;
  private final ActorRef<Object> self;
  private final Alarm<Object> alarm;
  private final Map<Long, Acquisition> open = new LinkedHashMap<>();
  private final Map<Acquisition.Key, List<Acquisition>> byOwner = new HashMap<>();
  private long nextId;

  /**
   * @param self is told {@link Answered}
   * @param alarm rings when to call {@link #tick}
   */
  Acquisitions(Locks.Setup setup, ActorRef<Object> self, Alarm<Object> alarm) {
    this.setup = setup;
    this.self = self;
    this.alarm = alarm;
  }

  private long now() {
    return setup.nanoClock().getAsLong();
  }

  void begin(Locks.Acquire request) {
    if (open.size() >= setup.settings().maxWaiting()) {
      String why = "%d callers of this node ask or wait for locks".formatted(open.size());
      request.replyTo().tell(new Locks.Rejected(Outcome.Reason.OVERLOADED, why));
      return;
    }
    long now = now();
    Acquisition acquisition = new Acquisition(nextId++, request, now);
    try {
      acquisition.ask(now);
    } catch (IllegalArgumentException e) {
      request.replyTo().tell(new Locks.Rejected(Outcome.Reason.INVALID, e.getMessage()));
      return;
    }
    open.put(acquisition.id, acquisition);
    byOwner.computeIfAbsent(acquisition.key(), key -> new ArrayList<>()).add(acquisition);
    ask(acquisition, now);
  }

  /** Asks for the lock: the first time, in its turn, or once more to keep its place. */
  private void ask(Acquisition acquisition, long now) {
    acquisition.step = Acquisition.Step.ASKING;
    acquisition.itsTurn = false;
    acquisition.askedAt = now;
    execute(acquisition, acquisition.ask(now), now);
  }

  private void withdraw(Acquisition acquisition, long now) {
    acquisition.step = Acquisition.Step.WITHDRAWING;
    execute(acquisition, acquisition.withdraw(), now);
  }

  private void execute(Acquisition acquisition, LockCommand command, long now) {
    setup
        .gateway()
        .tell(
            new Gateway.Execute(
                LockTable.NAME,
                command.encode(),
                left(acquisition, now),
                Optional.empty(),
                answerTo(acquisition)));
  }

  /** Looks how it stands, which says nothing about whether its caller is alive. */
  private void look(Acquisition acquisition, long now) {
    acquisition.step = Acquisition.Step.LOOKING;
    Acquisition.Key key = acquisition.key();
    setup
        .gateway()
        .tell(
            new Gateway.Ask(
                LockTable.NAME,
                new LockQuery.Standing(key.lock(), key.owner()).encode(),
                true,
                left(acquisition, now),
                answerTo(acquisition)));
  }

  private Gateway.Reply answerTo(Acquisition acquisition) {
    long id = acquisition.id;
    return outcome -> self.tell(new Answered(id, outcome));
  }

  private static Duration left(Acquisition acquisition, long now) {
    return Duration.ofNanos(Math.max(1, acquisition.deadline - now));
  }

  void answered(Answered answered) {
    Acquisition acquisition = open.get(answered.id());
    Answer answer = Answer.of(answered.outcome());
    if (answer.failure().isPresent()) {
      finish(acquisition, failure(acquisition, answer.failure().get()));
    } else {
      follow(acquisition, answer.reply().orElseThrow(), now());
    }
  }

  /** Whoever waits in the table may still be granted the lock, though nobody claims it. */
  private static Locks.Reply failure(Acquisition acquisition, Locks.Reply failure) {
    return failure instanceof Locks.Rejected rejected && acquisition.waiter > 0
        ? new Locks.Unknown(rejected.message())
        : failure;
  }

  private void follow(Acquisition acquisition, LockReply reply, long now) {
    if (reply instanceof LockReply.Granted granted) {
      granted(acquisition, granted, now);
    } else if (reply instanceof LockReply.Waiting waiting) {
      acquisition.waiter = waiting.waiter();
      waiting(acquisition, now);
    } else if (reply instanceof LockReply.Locked locked
        && acquisition.step != Acquisition.Step.LOOKING) {
      finish(acquisition, new Locks.Locked(locked.owner()));
    } else if (reply instanceof LockReply.Full) {
      finish(acquisition, Answer.FULL);
    } else {
      // It lost its place: the leader's clock went faster, or the same owner withdrew elsewhere.
      ask(acquisition, now);
    }
  }

  /** A look and a withdrawal say that it has the lock, but not that it was heard to be alive. */
  private void granted(Acquisition acquisition, LockReply.Granted granted, long now) {
    if (acquisition.step == Acquisition.Step.ASKING) {
      Duration ttl = Duration.ofMillis(granted.ttlMs());
      finish(acquisition, new Locks.Granted(granted.token(), ttl, acquisition.askedAt));
    } else {
      ask(acquisition, now);
    }
  }

  private void waiting(Acquisition acquisition, long now) {
    if (acquisition.itsTurn) {
      ask(acquisition, now);
    } else if (!acquisition.waits(now)) {
      withdraw(acquisition, now);
    } else {
      acquisition.step = Acquisition.Step.WAITING;
      acquisition.lookAt = now + setup.settings().lookAgainNanos();
      alarm.set(now + TICK_NANOS);
    }
  }

  private void finish(Acquisition acquisition, Locks.Reply reply) {
    open.remove(acquisition.id);
    byOwner.computeIfPresent(
        acquisition.key(),
        (key, all) -> {
          all.remove(acquisition);
          return all.isEmpty() ? null : all;
        });
    acquisition.request.replyTo().tell(reply);
  }

  /** The event may come before the answer that it must wait. */
  void hear(LockEvent.Granted granted) {
    long now = now();
    Acquisition.Key key = new Acquisition.Key(granted.lock(), granted.owner());
    for (Acquisition acquisition : List.copyOf(byOwner.getOrDefault(key, List.of()))) {
      acquisition.itsTurn = true;
      if (acquisition.step == Acquisition.Step.WAITING) {
        ask(acquisition, now);
      }
    }
  }

  /** Events were missed. */
  void lookAll() {
    long now = now();
    waiting().forEach(acquisition -> look(acquisition, now));
  }

  private List<Acquisition> waiting() {
    return open.values().stream()
        .filter(acquisition -> acquisition.step == Acquisition.Step.WAITING)
        .toList();
  }

  void tick() {
    alarm.rang();
    long now = now();
    List<Acquisition> waiting = waiting();
    for (Acquisition acquisition : waiting) {
      if (!acquisition.waits(now)) {
        withdraw(acquisition, now);
      } else if (now - acquisition.lookAt >= 0) {
        look(acquisition, now);
      }
    }
    if (!waiting.isEmpty()) {
      alarm.set(now + TICK_NANOS);
    }
  }
}
