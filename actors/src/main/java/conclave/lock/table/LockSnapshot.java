package conclave.lock.table;

import conclave.machine.wire.Blobs;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A table's state as a stream.
 *
 * <pre>
 *   format 1, limits, last token, locks: space, name, grant, waits in the order in which they wait
 * </pre>
 */
record LockSnapshot(LockLimits limits, long lastToken, SortedMap<LockName, Lock> locks) {
  private static final int FORMAT = 1;

  void save(DataOutput out) throws IOException {
    out.writeShort(FORMAT);
    out.writeInt(limits.maxLocks());
    out.writeInt(limits.maxWaiters());
    out.writeInt(limits.maxWaitersOfOne());
    out.writeLong(limits.maxBytes());
    out.writeLong(lastToken);
    out.writeInt(locks.size());
    for (Map.Entry<LockName, Lock> entry : locks.entrySet()) {
      out.writeByte(entry.getKey().space().ordinal());
      Blobs.writeText(out, entry.getKey().name());
      save(out, entry.getValue());
    }
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

  static LockSnapshot load(LockLimits limits, DataInput in) throws IOException {
    int format = in.readUnsignedShort();
    if (format != FORMAT) {
      throw new IOException("format " + format + " is unknown, this build reads " + FORMAT);
    }
    LockLimits saved = new LockLimits(in.readInt(), in.readInt(), in.readInt(), in.readLong());
    if (!saved.equals(limits)) {
      throw new IOException("it was saved under " + saved + ", this replica has " + limits);
    }
    long lastToken = in.readLong();
    TreeMap<LockName, Lock> locks = new TreeMap<>();
    int count = Blobs.readCount(in, limits.maxLocks());
    for (int i = 0; i < count; i++) {
      LockName name = name(in);
      Lock lock = lock(in, limits);
      if (lock.grant.token() < 1 || lock.grant.token() > lastToken) {
        throw new IOException(
            "lock %s has token %d, but the last one was %d"
                .formatted(name, lock.grant.token(), lastToken));
      }
      locks.put(name, lock);
    }
    return new LockSnapshot(limits, lastToken, locks);
  }

  private static LockName name(DataInput in) throws IOException {
    int space = in.readUnsignedByte();
    if (space >= Space.values().length) {
      throw new IOException("space " + space + " is unknown");
    }
    return new LockName(Space.values()[space], Blobs.readText(in, LockName.MAX_BYTES));
  }

  private static Lock lock(DataInput in, LockLimits limits) throws IOException {
    Lock lock = new Lock();
    lock.grant =
        new Lock.Grant(
            Blobs.readText(in, LockName.MAX_OWNER_BYTES),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readBoolean());
    int waits = Blobs.readCount(in, limits.maxWaitersOfOne());
    for (int i = 0; i < waits; i++) {
      Lock.Wait wait =
          new Lock.Wait(
              Blobs.readText(in, LockName.MAX_OWNER_BYTES),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong());
      lock.waits.put(wait.owner(), wait);
    }
    return lock;
  }
}
