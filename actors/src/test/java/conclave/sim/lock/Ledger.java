package conclave.sim.lock;

import conclave.history.model.LockCall;
import conclave.history.model.LockResult;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockName;
import conclave.lock.table.LockReply;
import conclave.machine.wire.MalformedException;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.world.Invariants;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the log has decided about locks, written down when the first replica applies an entry, and
 * what must hold of it: one holder; tokens that grow with each grant, over all locks (law L10); a
 * grant ends by an entry that names it as it is (law L5); first come first served. The checks of
 * replies and events are its own, and it remembers over restarts and snapshots.
 */
public final class Ledger {

  /** Who else wants to know. */
  public interface Host {
    Simulation simulation();

    Tally tally();

    /** What nobody asked for has its place in a history too. */
    default void point(LockCall call, LockResult result) {}

    /** The entry at that index granted, renewed or let wait. */
    default void began(long index, LockEvent event) {}

    /** That grant ran out. */
    void expired(LockName lock, long token);
  }

  /** What one entry did. */
  record Line(long index, byte[] command, byte[] reply, List<byte[]> events) {}

  /**
   * A lock that is held.
   *
   * @param since when it was granted or renewed, in the world's time
   */
  public record Standing(LockName lock, LockEvent.Granted grant, long since) {}

  private static final class Lock {
    private LockEvent.Granted grant;
    private long since;
    private LockEvent.Waits next;
    private final Deque<Long> order = new ArrayDeque<>();
    private final Map<Long, LockEvent.Waits> waits = new LinkedHashMap<>();
  }

  private final Host host;
  private final Map<LockName, Lock> locks = new LinkedHashMap<>();
  private final Map<Long, LockEvent.Granted> grants = new LinkedHashMap<>();
  private long lastIndex;
  private long lastToken;

  public Ledger(Host host) {
    this.host = host;
  }

  static LockEvent event(byte[] bytes) {
    try {
      return LockEvent.decode(bytes);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** How many locks are held. */
  long held() {
    return locks.values().stream().filter(lock -> lock.grant != null).count();
  }

  public List<Standing> standing() {
    List<Standing> all = new ArrayList<>();
    locks.forEach(
        (name, lock) -> {
          if (lock.grant != null) {
            all.add(new Standing(name, lock.grant, lock.since));
          }
        });
    return all;
  }

  public void requireGranted(LockName lock, long token, String owner) {
    LockEvent.Granted grant = grants.get(token);
    require(
        grant != null && grant.lock().equals(lock) && grant.owner().equals(owner),
        "%s writes under token %d of %s, which was granted as %s",
        owner,
        token,
        lock,
        grant);
  }

  private static void require(boolean rule, String sentence, Object... words) {
    if (!rule) {
      throw new Invariants.Broken(sentence.formatted(words));
    }
  }

  /** A replica has applied an entry; what counts is the first. */
  void applied(Line line) {
    if (line.index() <= lastIndex) {
      return;
    }
    lastIndex = line.index();
    try {
      LockCommand cause = LockCommand.decode(line.command());
      line.events().forEach(event -> on(line.index(), cause, event(event)));
      replied(line.index(), cause, LockReply.decode(line.reply()));
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void on(long index, LockCommand cause, LockEvent event) {
    Lock lock = locks.computeIfAbsent(event.lock(), name -> new Lock());
    if (event instanceof LockEvent.Granted grant) {
      if (lock.grant != null && lock.grant.token() == grant.token()) {
        renewed(lock, grant);
      } else {
        granted(lock, grant);
      }
      require(grant.renewal() == index, "%s was granted by entry %d", grant, index);
      lock.grant = grant;
      lock.since = host.simulation().now();
      host.began(index, event);
    } else if (event instanceof LockEvent.Waits wait) {
      waits(index, lock, wait);
      host.began(index, event);
    } else if (event instanceof LockEvent.Ended ended) {
      ended(cause, lock, ended);
    } else {
      left(cause, lock, (LockEvent.Left) event);
    }
  }

  private void renewed(Lock lock, LockEvent.Granted grant) {
    require(
        lock.grant.owner().equals(grant.owner()) && grant.claimed(),
        "%s was renewed as %s",
        lock.grant,
        grant);
    host.tally().add(LockFigure.RENEWALS, 1);
  }

  private void granted(Lock lock, LockEvent.Granted grant) {
    require(lock.grant == null, "%s was granted while %s stands (L5)", grant, lock.grant);
    require(grant.token() > lastToken, "%s was granted after token %d (L10)", grant, lastToken);
    lastToken = grant.token();
    grants.put(lastToken, grant);
    host.simulation().trace(grant.owner().hashCode(), grant.token(), grant.renewal());
    if (grant.claimed()) {
      require(lock.order.isEmpty(), "%s overtook %s", grant, lock.order);
      host.tally().add(LockFigure.GRANTS, 1);
      return;
    }
    require(
        lock.next != null && lock.next.owner().equals(grant.owner()),
        "%s was granted though %s was next",
        grant,
        lock.next);
    lock.next = null;
    host.tally().add(LockFigure.HAND_OVERS, 1);
    host.point(
        new LockCall.Acquire(grant.lock().toString(), grant.owner()),
        new LockResult.Granted(grant.token()));
  }

  private void waits(long index, Lock lock, LockEvent.Waits wait) {
    require(wait.renewal() == index, "%s began afresh by entry %d", wait, index);
    LockEvent.Waits before = lock.waits.put(wait.waiter(), wait);
    if (before == null) {
      require(wait.waiter() == index, "%s began by entry %d", wait, index);
      lock.order.add(index);
    } else {
      require(before.owner().equals(wait.owner()), "%s became %s", before, wait);
    }
  }

  private void ended(LockCommand cause, Lock lock, LockEvent.Ended ended) {
    LockEvent.Granted grant = lock.grant;
    require(
        grant != null && grant.token() == ended.token() && grant.owner().equals(ended.owner()),
        "%s, but what stood was %s",
        ended,
        grant);
    boolean meant =
        cause instanceof LockCommand.Expire expire
            ? expire.token() == grant.token() && expire.renewal() == grant.renewal()
            : cause instanceof LockCommand.Release release
                && release.token() == grant.token()
                && release.owner().equals(grant.owner());
    require(meant, "%s ended %s (L5)", cause, grant);
    lock.grant = null;
    if (ended.reason() == LockEvent.Ended.Reason.RELEASED) {
      host.tally().add(LockFigure.RELEASES, 1);
      return;
    }
    host.expired(grant.lock(), grant.token());
    host.tally().add(LockFigure.EXPIRIES, 1);
    host.tally().add(LockFigure.UNCLAIMED, grant.claimed() ? 0 : 1);
    host.point(
        new LockCall.Expire(grant.lock().toString(), grant.owner(), grant.token()),
        new LockResult.Done());
  }

  private void left(LockCommand cause, Lock lock, LockEvent.Left left) {
    LockEvent.Waits wait = lock.waits.remove(left.waiter());
    require(wait != null && wait.owner().equals(left.owner()), "%s did not wait", left);
    switch (left.reason()) {
      case GRANTED -> {
        require(
            lock.order.peekFirst() == left.waiter(),
            "%s was granted before %s, who came first",
            wait,
            lock.waits.get(lock.order.peekFirst()));
        lock.next = wait;
      }
      case TIMED_OUT -> {
        boolean meant =
            cause instanceof LockCommand.TimeOut timeOut
                && timeOut.waiter() == wait.waiter()
                && timeOut.renewal() == wait.renewal();
        require(meant, "%s ended %s (L5)", cause, wait);
        host.tally().add(LockFigure.TIME_OUTS, 1);
      }
      case WITHDRAWN -> {
        boolean meant =
            cause instanceof LockCommand.Withdraw withdraw
                && withdraw.waiter() == wait.waiter()
                && withdraw.owner().equals(wait.owner());
        require(meant, "%s sent %s away", cause, wait);
        host.tally().add(LockFigure.WITHDRAWALS, 1);
      }
    }
    lock.order.remove(left.waiter());
  }

  private void replied(long index, LockCommand cause, LockReply reply) {
    Lock lock = locks.computeIfAbsent(cause.lock(), name -> new Lock());
    LockEvent.Granted grant = lock.grant;
    if (reply instanceof LockReply.Granted granted) {
      require(
          grant != null && grant.token() == granted.token() && grant.renewal() == granted.renewal(),
          "%s was answered %s, but what stands is %s",
          cause,
          reply,
          grant);
    } else if (reply instanceof LockReply.Waiting waiting) {
      long place = lock.order.stream().takeWhile(waiter -> waiter != waiting.waiter()).count() + 1;
      require(
          lock.waits.containsKey(waiting.waiter()) && place == waiting.place(),
          "%s was answered %s at %d, but those who wait are %s",
          cause,
          reply,
          index,
          lock.order);
    } else if (reply instanceof LockReply.Locked locked) {
      require(grant != null && grant.token() == locked.token(), "%s, but it is %s", reply, grant);
    } else if (reply instanceof LockReply.Stale) {
      stale(cause, lock);
    }
  }

  private void stale(LockCommand cause, Lock lock) {
    if (cause instanceof LockCommand.Expire expire) {
      require(
          lock.grant == null || lock.grant.renewal() != expire.renewal(),
          "%s was called stale, but it means %s",
          cause,
          lock.grant);
    }
    host.tally().add(LockFigure.STALE, 1);
  }
}
