package conclave.lock.table;

import conclave.machine.wire.Blobs;
import java.io.DataInput;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/** A table's state, read from the stream that {@link FrozenLocks} wrote. */
record LockSnapshot(LockLimits limits, long lastToken, SortedMap<LockName, Lock> locks) {
  static LockSnapshot load(LockLimits limits, Object era, DataInput in) throws IOException {
    int format = in.readUnsignedShort();
    if (format != FrozenLocks.FORMAT) {
      throw new IOException(
          "format " + format + " is unknown, this build reads " + FrozenLocks.FORMAT);
    }
    try {
      LockLimits saved = new LockLimits(in.readInt(), in.readInt(), in.readInt(), in.readLong());
      require(saved.equals(limits), "it was saved under %s, this replica has %s", saved, limits);
      return load(limits, in.readLong(), era, in);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static LockSnapshot load(LockLimits limits, long lastToken, Object era, DataInput in)
      throws IOException {
    require(
        lastToken >= 0 && lastToken <= LockTable.MAX_TOKEN,
        "%d cannot be the last token",
        lastToken);
    TreeMap<LockName, Lock> locks = new TreeMap<>();
    int count = Blobs.readCount(in, limits.maxLocks());
    int waiters = 0;
    for (int i = 0; i < count; i++) {
      LockName name = name(in);
      require(
          locks.isEmpty() || locks.lastKey().compareTo(name) < 0,
          "lock %s comes too late: locks are in the order of their names",
          name);
      Lock lock = lock(name, limits, new Lock(era), in);
      require(
          lock.grant.token() <= lastToken,
          "lock %s has token %d, but the last one was %d",
          name,
          lock.grant.token(),
          lastToken);
      waiters += lock.waits.size();
      require(waiters <= limits.maxWaiters(), "more than %d wait", limits.maxWaiters());
      locks.put(name, lock);
    }
    return new LockSnapshot(limits, lastToken, locks);
  }

  private static void require(boolean rule, String sentence, Object... words) throws IOException {
    if (!rule) {
      throw new IOException(sentence.formatted(words));
    }
  }

  private static LockName name(DataInput in) throws IOException {
    int space = in.readUnsignedByte();
    if (space >= Space.values().length) {
      throw new IOException("space " + space + " is unknown");
    }
    return new LockName(Space.values()[space], Blobs.readText(in, LockName.MAX_BYTES));
  }

  private static String owner(DataInput in) throws IOException {
    return LockName.requireOwner(Blobs.readText(in, LockName.MAX_OWNER_BYTES));
  }

  private static long positive(DataInput in) throws IOException {
    long number = in.readLong();
    require(number > 0, "%d is no token, index or time", number);
    return number;
  }

  private static Lock lock(LockName name, LockLimits limits, Lock lock, DataInput in)
      throws IOException {
    lock.grant =
        new Lock.Grant(owner(in), positive(in), positive(in), positive(in), in.readBoolean());
    int waits = Blobs.readCount(in, limits.maxWaitersOfOne());
    for (int i = 0; i < waits; i++) {
      Lock.Wait wait =
          new Lock.Wait(owner(in), positive(in), positive(in), positive(in), positive(in));
      Lock.Wait other = lock.waits.put(wait.owner(), wait);
      require(
          other == null && !wait.owner().equals(lock.grant.owner()),
          "%s stands twice at lock %s",
          wait.owner(),
          name);
    }
    return lock;
  }
}
