package conclave.lock.table;

import conclave.machine.StateMachine;
import conclave.machine.freeze.FreezableMap;
import conclave.machine.freeze.Frozen;
import conclave.machine.wire.MalformedException;
import conclave.machine.wire.Utf8;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Locks with fencing tokens, first come first served.
 *
 * <p>A lock that is held by nobody takes no memory. One counter gives all tokens: each grant has
 * one above all before it, of whatever lock and space, and snapshots carry it (law L10). A lock is
 * granted only when it was released or when its expiry is an entry of the log (law L5).
 *
 * <p>Everything is sorted, or in the order of the log: equal states save equal bytes.
 */
public final class LockTable implements StateMachine {

  /** Under this name the machine stands on the log of group {@code control}. */
  public static final String NAME = "locks";

  /** The greatest token; what JSON can carry without loss. */
  static final long MAX_TOKEN = (1L << 53) - 1;

  private final LockLimits limits;
  private final FreezableMap<LockName, Lock> locks = FreezableMap.sorted();
  private Consumer<byte[]> listener = event -> {};
  private Object era = new Object();
  private long lastToken;
  private int waiters;
  private long bytes;

  /**
   * @param limits the same on every replica
   */
  public LockTable(LockLimits limits) {
    this.limits = limits;
  }

  @Override
  public void announceTo(Consumer<byte[]> listener) {
    this.listener = listener;
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    LockCommand decoded;
    try {
      decoded = LockCommand.decode(command);
    } catch (MalformedException | IllegalArgumentException e) {
      return new LockReply.Malformed().encode();
    }
    return execute(index, decoded).encode();
  }

  @Override
  public boolean settles(byte[] command, byte[] reply) {
    boolean withdrawal = command.length > 1 && command[1] == LockCommand.Withdraw.KIND;
    return LockReply.settles(withdrawal, reply);
  }

  @Override
  public void raise(long by) {
    lastToken = Math.min(MAX_TOKEN, lastToken + by);
  }

  private LockReply execute(long index, LockCommand command) {
    Lock lock = forChange(command.lock());
    if (command instanceof LockCommand.Acquire acquire) {
      return lock == null ? acquireFree(index, acquire) : acquireHeld(index, acquire, lock);
    }
    if (command instanceof LockCommand.Renew renew) {
      return lock != null && lock.heldBy(renew.owner(), renew.token())
          ? renew(index, renew.lock(), lock, lock.grant.ttlMs())
          : new LockReply.Lost();
    }
    if (command instanceof LockCommand.Release release) {
      if (lock == null || !lock.heldBy(release.owner(), release.token())) {
        return new LockReply.Lost();
      }
      return end(index, release.lock(), lock, LockEvent.Ended.Reason.RELEASED);
    }
    if (command instanceof LockCommand.Expire expire) {
      return expire(index, expire, lock);
    }
    return lock == null ? new LockReply.Stale() : leave(command, lock);
  }

  /** What was frozen must not change: a lock of a former era gives way to its like. */
  private Lock forChange(LockName name) {
    Lock lock = locks.get(name);
    if (lock == null) {
      return null;
    }
    Lock mine = lock.of(era);
    if (mine != lock) {
      locks.put(name, mine);
    }
    return mine;
  }

  private LockReply acquireFree(long index, LockCommand.Acquire acquire) {
    long cost = cost(acquire.lock().name(), acquire.owner());
    if (locks.size() == limits.maxLocks()
        || bytes + cost > limits.maxBytes()
        || lastToken == MAX_TOKEN) {
      return new LockReply.Full();
    }
    Lock lock = new Lock(era);
    locks.put(acquire.lock(), lock);
    bytes += cost;
    lock.grant =
        new Lock.Grant(acquire.owner(), ++lastToken, index, acquire.ttlMs(), /* claimed= */ true);
    return granted(acquire.lock(), lock);
  }

  private LockReply acquireHeld(long index, LockCommand.Acquire acquire, Lock lock) {
    if (lock.grant.owner().equals(acquire.owner())) {
      return renew(index, acquire.lock(), lock, acquire.ttlMs());
    }
    if (acquire.waitMs() == 0) {
      return new LockReply.Locked(lock.grant.token(), lock.grant.owner());
    }
    Lock.Wait old = lock.waits.get(acquire.owner());
    long cost = cost("", acquire.owner());
    if (old == null && !roomFor(lock, cost)) {
      return new LockReply.Full();
    }
    if (old == null) {
      waiters++;
      bytes += cost;
    }
    long waiter = old == null ? index : old.waiter();
    Lock.Wait wait =
        new Lock.Wait(acquire.owner(), waiter, index, acquire.waitMs(), acquire.ttlMs());
    lock.waits.put(acquire.owner(), wait);
    announce(waits(acquire.lock(), wait));
    return new LockReply.Waiting(waiter, lock.place(acquire.owner()));
  }

  private boolean roomFor(Lock lock, long cost) {
    return waiters < limits.maxWaiters()
        && lock.waits.size() < limits.maxWaitersOfOne()
        && bytes + cost <= limits.maxBytes();
  }

  /** Whoever renews was heard: the grant is claimed. */
  private LockReply renew(long index, LockName name, Lock lock, long ttlMs) {
    Lock.Grant old = lock.grant;
    lock.grant = new Lock.Grant(old.owner(), old.token(), index, ttlMs, true);
    return granted(name, lock);
  }

  private LockReply granted(LockName name, Lock lock) {
    announce(grant(name, lock.grant));
    return new LockReply.Granted(lock.grant.token(), lock.grant.renewal(), lock.grant.ttlMs());
  }

  /** A renewal that came first makes an expiry stale, however late it was (law L5). */
  private LockReply expire(long index, LockCommand.Expire expire, Lock lock) {
    boolean same =
        lock != null
            && lock.grant.token() == expire.token()
            && lock.grant.renewal() == expire.renewal();
    return same
        ? end(index, expire.lock(), lock, LockEvent.Ended.Reason.EXPIRED)
        : new LockReply.Stale();
  }

  /** Ends the grant, and grants the lock to whoever waited longest. */
  private LockReply end(long index, LockName name, Lock lock, LockEvent.Ended.Reason reason) {
    Lock.Grant ended = lock.grant;
    announce(new LockEvent.Ended(name, ended.owner(), ended.token(), reason));
    bytes -= cost(name.name(), ended.owner());
    // Without tokens nobody can be granted anything any more, so nobody waits for it.
    while (!lock.waits.isEmpty() && lastToken == MAX_TOKEN) {
      left(name, lock.removeFirst(), LockEvent.Left.Reason.TIMED_OUT);
    }
    if (lock.waits.isEmpty()) {
      locks.remove(name);
      return new LockReply.Done();
    }
    Lock.Wait next = lock.removeFirst();
    left(name, next, LockEvent.Left.Reason.GRANTED);
    bytes += cost(name.name(), next.owner());
    lock.grant = new Lock.Grant(next.owner(), ++lastToken, index, next.ttlMs(), false);
    announce(grant(name, lock.grant));
    return new LockReply.Done();
  }

  private LockReply leave(LockCommand command, Lock lock) {
    if (command instanceof LockCommand.Withdraw withdraw) {
      if (lock.grant.owner().equals(withdraw.owner())) {
        Lock.Grant grant = lock.grant;
        return new LockReply.Granted(grant.token(), grant.renewal(), grant.ttlMs());
      }
      Lock.Wait wait = lock.waits.get(withdraw.owner());
      boolean waits = wait != null && wait.waiter() == withdraw.waiter();
      if (!waits) {
        return new LockReply.Stale();
      }
      remove(withdraw.lock(), lock, wait, LockEvent.Left.Reason.WITHDRAWN);
      return new LockReply.Locked(lock.grant.token(), lock.grant.owner());
    }
    LockCommand.TimeOut timeOut = (LockCommand.TimeOut) command;
    for (Lock.Wait wait : lock.waits.values()) {
      if (wait.waiter() == timeOut.waiter() && wait.renewal() == timeOut.renewal()) {
        remove(timeOut.lock(), lock, wait, LockEvent.Left.Reason.TIMED_OUT);
        return new LockReply.Done();
      }
    }
    return new LockReply.Stale();
  }

  private LockReply remove(LockName name, Lock lock, Lock.Wait wait, LockEvent.Left.Reason reason) {
    lock.waits.remove(wait.owner());
    left(name, wait, reason);
    return new LockReply.Done();
  }

  private void left(LockName name, Lock.Wait wait, LockEvent.Left.Reason reason) {
    waiters--;
    bytes -= cost("", wait.owner());
    announce(new LockEvent.Left(name, wait.owner(), wait.waiter(), reason));
  }

  private void announce(LockEvent event) {
    listener.accept(event.encode());
  }

  private static LockEvent grant(LockName name, Lock.Grant grant) {
    return new LockEvent.Granted(
        name, grant.owner(), grant.token(), grant.renewal(), grant.ttlMs(), grant.claimed());
  }

  private static LockEvent waits(LockName name, Lock.Wait wait) {
    return new LockEvent.Waits(
        name, wait.owner(), wait.waiter(), wait.renewal(), wait.waitMs(), wait.ttlMs());
  }

  private static long cost(String name, String owner) {
    return (long) Utf8.length(name) + Utf8.length(owner) + LockLimits.OVERHEAD_BYTES;
  }

  @Override
  public byte[] query(byte[] query) {
    LockQuery decoded;
    try {
      decoded = LockQuery.decode(query);
    } catch (MalformedException | IllegalArgumentException e) {
      return new LockReply.Malformed().encode();
    }
    return answer(decoded).encode();
  }

  private LockReply answer(LockQuery query) {
    if (query instanceof LockQuery.Standing standing) {
      return standing(standing);
    }
    if (query instanceof LockQuery.Page page) {
      return page(page);
    }
    List<LockEvent> all = new ArrayList<>();
    for (Map.Entry<LockName, Lock> entry : locks.view()) {
      LockName name = entry.getKey();
      all.add(grant(name, entry.getValue().grant));
      entry.getValue().waits.values().forEach(wait -> all.add(waits(name, wait)));
    }
    return new LockReply.View(all);
  }

  private LockReply standing(LockQuery.Standing query) {
    Lock lock = locks.get(query.lock());
    if (lock == null) {
      return new LockReply.Free();
    }
    Lock.Grant grant = lock.grant;
    if (grant.owner().equals(query.owner())) {
      return new LockReply.Granted(grant.token(), grant.renewal(), grant.ttlMs());
    }
    Lock.Wait wait = lock.waits.get(query.owner());
    return wait == null
        ? new LockReply.Locked(grant.token(), grant.owner())
        : new LockReply.Waiting(wait.waiter(), lock.place(query.owner()));
  }

  /** Costs as much as the page is long, wherever it begins. */
  private LockReply page(LockQuery.Page query) {
    List<LockReply.Held> page = new ArrayList<>();
    Iterator<Map.Entry<LockName, Lock>> beyond = beyond(query);
    while (beyond.hasNext()) {
      Map.Entry<LockName, Lock> entry = beyond.next();
      LockName name = entry.getKey();
      if (name.space() != query.space()) {
        break;
      }
      if (page.size() == query.limit()) {
        return new LockReply.Page(page, true);
      }
      Lock.Grant grant = entry.getValue().grant;
      long waiting = entry.getValue().waits.size();
      page.add(
          new LockReply.Held(name.name(), grant.owner(), grant.token(), grant.ttlMs(), waiting));
    }
    return new LockReply.Page(page, false);
  }

  private Iterator<Map.Entry<LockName, Lock>> beyond(LockQuery.Page query) {
    return query.after().isEmpty()
        ? locks.from(LockName.first(query.space()))
        : locks.after(new LockName(query.space(), query.after()));
  }

  /** Who waits, for all locks together. */
  int waiters() {
    return waiters;
  }

  /** What all locks and waiters count against {@link LockLimits#maxBytes}. */
  long bytes() {
    return bytes;
  }

  @Override
  public int form() {
    return FrozenLocks.FORMAT;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    new FrozenLocks(limits, lastToken, locks.view()).writeRest(out);
  }

  @Override
  public Frozen freeze() {
    era = new Object();
    return new FrozenLocks(limits, lastToken, locks.freeze());
  }

  @Override
  public void load(DataInput in) throws IOException {
    LockSnapshot snapshot = LockSnapshot.load(limits, era, in);
    lastToken = snapshot.lastToken();
    locks.clear();
    waiters = 0;
    bytes = 0;
    snapshot.locks().forEach(this::loaded);
  }

  private void loaded(LockName name, Lock lock) {
    locks.put(name, lock);
    bytes += cost(name.name(), lock.grant.owner());
    waiters += lock.waits.size();
    lock.waits.keySet().forEach(owner -> bytes += cost("", owner));
  }
}
