package conclave.lock.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The rules of locks said again with lists, and sums made anew each time. */
final class NaiveLocks {

  /** A lock that is held. */
  static final class Held {
    LockEvent.Granted grant;
    final List<LockEvent.Waits> waits = new ArrayList<>();
  }

  private final LockLimits limits;
  final Map<LockName, Held> locks = new HashMap<>();
  final List<LockEvent> said = new ArrayList<>();
  long lastToken;

  NaiveLocks(LockLimits limits) {
    this.limits = limits;
  }

  LockReply apply(long index, LockCommand command) {
    said.clear();
    Held held = locks.get(command.lock());
    if (command instanceof LockCommand.Acquire acquire) {
      return acquire(index, acquire, held);
    }
    if (command instanceof LockCommand.Renew renew) {
      boolean holds = holds(held, renew.owner(), renew.token());
      return holds ? renewed(index, held, held.grant.ttlMs()) : new LockReply.Lost();
    }
    if (command instanceof LockCommand.Release release) {
      boolean holds = holds(held, release.owner(), release.token());
      return holds ? end(index, held, LockEvent.Ended.Reason.RELEASED) : new LockReply.Lost();
    }
    if (command instanceof LockCommand.Expire expire) {
      boolean meant =
          held != null
              && held.grant.token() == expire.token()
              && held.grant.renewal() == expire.renewal();
      return meant ? end(index, held, LockEvent.Ended.Reason.EXPIRED) : new LockReply.Stale();
    }
    if (command instanceof LockCommand.Withdraw withdraw) {
      return withdraw(withdraw, held);
    }
    LockCommand.TimeOut over = (LockCommand.TimeOut) command;
    return leave(
            held,
            wait -> wait.waiter() == over.waiter() && wait.renewal() == over.renewal(),
            LockEvent.Left.Reason.TIMED_OUT)
        ? new LockReply.Done()
        : new LockReply.Stale();
  }

  private static boolean holds(Held held, String owner, long token) {
    return held != null && held.grant.owner().equals(owner) && held.grant.token() == token;
  }

  private LockReply acquire(long index, LockCommand.Acquire want, Held held) {
    if (held == null) {
      long after = bytes() + cost(want.lock().name()) + cost(want.owner()) + 200;
      if (locks.size() + 1 > limits.maxLocks()
          || after > limits.maxBytes()
          || lastToken == LockTable.MAX_TOKEN) {
        return new LockReply.Full();
      }
      Held fresh = new Held();
      locks.put(want.lock(), fresh);
      return grant(
          fresh,
          new LockEvent.Granted(want.lock(), want.owner(), ++lastToken, index, want.ttlMs(), true));
    }
    if (held.grant.owner().equals(want.owner())) {
      return renewed(index, held, want.ttlMs());
    }
    if (want.waitMs() == 0) {
      return locked(held);
    }
    int place = place(held, want.owner());
    if (place == held.waits.size()) {
      if (waiters() + 1 > limits.maxWaiters()
          || held.waits.size() + 1 > limits.maxWaitersOfOne()
          || bytes() + cost(want.owner()) + 200 > limits.maxBytes()) {
        return new LockReply.Full();
      }
      held.waits.add(null);
    }
    long waiter = held.waits.get(place) == null ? index : held.waits.get(place).waiter();
    LockEvent.Waits wait =
        new LockEvent.Waits(want.lock(), want.owner(), waiter, index, want.waitMs(), want.ttlMs());
    held.waits.set(place, wait);
    said.add(wait);
    return new LockReply.Waiting(waiter, place + 1);
  }

  private static LockReply locked(Held held) {
    return new LockReply.Locked(held.grant.token(), held.grant.owner());
  }

  private static int place(Held held, String owner) {
    int place = 0;
    while (place < held.waits.size() && !held.waits.get(place).owner().equals(owner)) {
      place++;
    }
    return place;
  }

  private LockReply renewed(long index, Held held, long ttlMs) {
    LockEvent.Granted old = held.grant;
    return grant(
        held, new LockEvent.Granted(old.lock(), old.owner(), old.token(), index, ttlMs, true));
  }

  private LockReply grant(Held held, LockEvent.Granted grant) {
    held.grant = grant;
    said.add(grant);
    return new LockReply.Granted(grant.token(), grant.renewal(), grant.ttlMs());
  }

  private LockReply end(long index, Held held, LockEvent.Ended.Reason reason) {
    LockEvent.Granted old = held.grant;
    said.add(new LockEvent.Ended(old.lock(), old.owner(), old.token(), reason));
    if (lastToken == LockTable.MAX_TOKEN) {
      boolean somebody = true;
      while (somebody) {
        somebody = leave(held, wait -> true, LockEvent.Left.Reason.TIMED_OUT);
      }
    }
    if (held.waits.isEmpty()) {
      locks.remove(old.lock());
      return new LockReply.Done();
    }
    LockEvent.Waits next = held.waits.get(0);
    leave(held, wait -> true, LockEvent.Left.Reason.GRANTED);
    grant(
        held,
        new LockEvent.Granted(old.lock(), next.owner(), ++lastToken, index, next.ttlMs(), false));
    return new LockReply.Done();
  }

  /** Takes out the first of whom that is true. */
  private boolean leave(Held held, Predicate<LockEvent.Waits> who, LockEvent.Left.Reason why) {
    if (held == null) {
      return false;
    }
    for (LockEvent.Waits wait : List.copyOf(held.waits)) {
      if (who.test(wait)) {
        held.waits.remove(wait);
        said.add(new LockEvent.Left(wait.lock(), wait.owner(), wait.waiter(), why));
        return true;
      }
    }
    return false;
  }

  private LockReply withdraw(LockCommand.Withdraw withdraw, Held held) {
    if (held == null) {
      return new LockReply.Stale();
    }
    LockEvent.Granted grant = held.grant;
    if (grant.owner().equals(withdraw.owner())) {
      return new LockReply.Granted(grant.token(), grant.renewal(), grant.ttlMs());
    }
    boolean left =
        leave(
            held,
            wait -> wait.owner().equals(withdraw.owner()) && wait.waiter() == withdraw.waiter(),
            LockEvent.Left.Reason.WITHDRAWN);
    return left ? locked(held) : new LockReply.Stale();
  }

  List<LockEvent> view() {
    List<LockEvent> view = new ArrayList<>();
    locks.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<LockName, Held> entry) -> entry.getKey().space())
                .thenComparing(entry -> entry.getKey().name()))
        .forEach(
            entry -> {
              view.add(entry.getValue().grant);
              view.addAll(entry.getValue().waits);
            });
    return view;
  }

  int waiters() {
    return locks.values().stream().mapToInt(held -> held.waits.size()).sum();
  }

  /** Names and owners in bytes, and 200 for each lock and each waiter. */
  long bytes() {
    long bytes = 0;
    for (Held held : locks.values()) {
      bytes += cost(held.grant.lock().name()) + cost(held.grant.owner()) + 200;
      for (LockEvent.Waits wait : held.waits) {
        bytes += cost(wait.owner()) + 200;
      }
    }
    return bytes;
  }

  private static long cost(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
