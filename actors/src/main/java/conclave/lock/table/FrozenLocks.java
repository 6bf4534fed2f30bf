package conclave.lock.table;

import conclave.machine.freeze.Frozen;
import conclave.machine.freeze.FrozenMap;
import conclave.machine.wire.Blobs;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;

/**
 * A table's state as a stream.
 *
 * <pre>
 *   format 1, limits, last token, locks: space, name, grant, waits in the order in which they wait
 * </pre>
 */
final class FrozenLocks implements Frozen {
  static final int FORMAT = 1;

  private final LockLimits limits;
  private final long lastToken;
  private final int count;
  private final Iterator<Map.Entry<LockName, Lock>> left;
  private boolean begun;

  FrozenLocks(LockLimits limits, long lastToken, FrozenMap<LockName, Lock> locks) {
    this.limits = limits;
    this.lastToken = lastToken;
    this.count = locks.size();
    this.left = locks.iterator();
  }

  @Override
  public boolean write(DataOutput out, int bytes) throws IOException {
    if (!begun) {
      begun = true;
      out.writeShort(FORMAT);
      out.writeInt(limits.maxLocks());
      out.writeInt(limits.maxWaiters());
      out.writeInt(limits.maxWaitersOfOne());
      out.writeLong(limits.maxBytes());
      out.writeLong(lastToken);
      out.writeInt(count);
    }
    for (long done = 0; done < bytes && left.hasNext(); ) {
      Map.Entry<LockName, Lock> next = left.next();
      out.writeByte(next.getKey().space().ordinal());
      Blobs.writeText(out, next.getKey().name());
      save(out, next.getValue());
      done += (1L + next.getValue().waits.size()) * LockLimits.OVERHEAD_BYTES;
    }
    return left.hasNext();
  }

  private static void save(DataOutput out, Lock lock) throws IOException {
    Lock.Grant grant = lock.grant;
    Blobs.writeText(out, grant.owner());
    out.writeLong(grant.token());
    out.writeLong(grant.renewal());
    out.writeLong(grant.ttlMs());
    out.writeBoolean(grant.claimed());
    out.writeInt(lock.waits.size());
    for (Lock.Wait wait : lock.waits.values()) {
      Blobs.writeText(out, wait.owner());
      out.writeLong(wait.waiter());
      out.writeLong(wait.renewal());
      out.writeLong(wait.waitMs());
      out.writeLong(wait.ttlMs());
    }
  }
}
