package conclave.journal;

import conclave.raft.log.Entry;
import conclave.raft.log.LogSpace;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who may use how much of the allocated and synced bytes (law L12). The journal says what is usable
 * after every change of its segments; shares draw on it from any thread. A reservation is used up
 * when the group appends; what a dead incarnation reserved and never wrote returns at the fence.
 */
final class Reserve {

  /** Framing of one entry that travels alone, with a long group name. */
  private static final int FRAMING_BYTES = 192;

  private final AtomicLong reserved = new AtomicLong();
  private volatile long usable;

  /** Bytes for entries in allocated segments, without what votes need; may be negative. */
  void usable(long bytes) {
    usable = bytes;
  }

  long free() {
    return usable - reserved.get();
  }

  long reserved() {
    return reserved.get();
  }

  Share share() {
    return new Share();
  }

  /** The reservations of one group. */
  final class Share {

    private final AtomicLong mine = new AtomicLong();
    private volatile Space open;

    /** A port for a new incarnation; the former one is refused from now on. */
    LogSpace open() {
      Space space = new Space(this);
      open = space;
      give(mine.get());
      return space;
    }

    /** Bytes that entries may use now: what nobody reserved, and what this group did for them. */
    long available(List<Entry> entries) {
      return free() + Math.min(mine.get(), charge(entries));
    }

    void used(List<Entry> entries) {
      give(charge(entries));
    }

    private long charge(List<Entry> entries) {
      long sum = 0;
      for (Entry entry : entries) {
        sum += entry.sizeBytes() + FRAMING_BYTES;
      }
      return sum;
    }

    private void give(long most) {
      long before = mine.getAndUpdate(held -> Math.max(0, held - most));
      reserved.addAndGet(-Math.min(before, most));
    }

    private boolean take(long charge) {
      long limit = usable;
      long before = reserved.getAndUpdate(held -> held + charge <= limit ? held + charge : held);
      if (before + charge > limit) {
        return false;
      }
      mine.addAndGet(charge);
      return true;
    }
  }

  private record Space(Share share) implements LogSpace {

    @Override
    public boolean reserve(List<Entry> entries) {
      return share.open == this && share.take(share.charge(entries));
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
