package conclave.machine;

import conclave.machine.Result.Refusal;
import conclave.machine.freeze.Frozen;
import conclave.machine.wire.Blobs;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Exactly once (Ongaro's dissertation, section 6.3): the log may hold a command several times,
 * since a client that hears nothing tries again; the machine sees it once.
 *
 * <p>All of it follows from the log: a session is named by the index of the entry that opened it,
 * "least recently used" is counted in entries, and the limits are the same on every replica. The
 * order of use is part of the state, and so of the snapshot.
 */
final class Sessions {
  private final SessionLimits limits;

  /** In order of use, least recent first: get() and put() move a session to the end. */
  private final LinkedHashMap<Long, Session> byUse = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<Long, Session> byNonce = new HashMap<>();
  private long resultBytes;

  Sessions(SessionLimits limits) {
    this.limits = limits;
  }

  int count() {
    return byUse.size();
  }

  long resultBytes() {
    return resultBytes;
  }

  Result open(long index, long nonce) {
    Session known = byNonce.get(nonce);
    if (known != null) {
      byUse.get(known.id());
      return new Result.SessionOpened(known.id());
    }
    if (byUse.size() == limits.maxSessions()) {
      evictLeastRecentlyUsed();
    }
    add(new Session(index, nonce));
    return new Result.SessionOpened(index);
  }

  Result close(long id) {
    Session session = byUse.remove(id);
    if (session == null) {
      return Refusal.EXPIRED;
    }
    forget(session);
    return Result.Ok.EMPTY;
  }

  /** Runs {@code effect} unless the command is a duplicate or must be refused. */
  Result execute(Command.Execute command, Supplier<Result> effect) {
    Session session = byUse.get(command.session());
    if (session == null) {
      return Refusal.EXPIRED;
    }
    resultBytes -= session.bytes();
    session.acknowledge(command.ackedBelow());
    Result result = session.answerWithoutApplying(command.sequence(), limits);
    if (result == null) {
      result = effect.get();
      session.remember(command.sequence(), result);
    }
    resultBytes += session.bytes();
    // The session in use is the last to go, and alone it may exceed its limit by one result.
    while (resultBytes > limits.maxTotalBytes() && byUse.size() > 1) {
      evictLeastRecentlyUsed();
    }
    return result;
  }

  private void evictLeastRecentlyUsed() {
    Iterator<Session> sessions = byUse.values().iterator();
    Session oldest = sessions.next();
    sessions.remove();
    forget(oldest);
  }

  private void add(Session session) {
    byUse.put(session.id(), session);
    byNonce.put(session.nonce(), session);
    resultBytes += session.bytes();
  }

  private void forget(Session session) {
    byNonce.remove(session.nonce());
    resultBytes -= session.bytes();
  }

  /** Costs a reference for each session: their number is bounded, and results are frozen alone. */
  Frozen freeze() {
    List<Session.Frozen> frozen = new ArrayList<>(byUse.size());
    byUse.values().forEach(session -> frozen.add(session.freeze()));
    return new FrozenSessions(limits, frozen);
  }

  private static final class FrozenSessions implements Frozen {
    private final SessionLimits limits;
    private final int count;
    private final Iterator<Session.Frozen> left;
    private boolean begun;

    FrozenSessions(SessionLimits limits, List<Session.Frozen> sessions) {
      this.limits = limits;
      this.count = sessions.size();
      this.left = sessions.iterator();
    }

    @Override
    public boolean write(DataOutput out, int bytes) throws IOException {
      if (!begun) {
        begun = true;
        limits.save(out);
        out.writeInt(count);
      }
      for (long done = 0; done < bytes && left.hasNext(); ) {
        Session.Frozen session = left.next();
        session.save(out);
        done += session.bytes() + Session.RESULT_OVERHEAD_BYTES;
      }
      return left.hasNext();
    }
  }

  /** Into an empty table. */
  void load(DataInput in) throws IOException {
    limits.requireSame(in);
    int count = Blobs.readCount(in, limits.maxSessions());
    for (int i = 0; i < count; i++) {
      add(Session.load(in, limits));
    }
  }
}
