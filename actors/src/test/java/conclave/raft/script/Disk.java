package conclave.raft.script;

import conclave.raft.Acceptor;
import conclave.raft.Persist;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import java.util.ArrayList;
import java.util.List;

/** A journal in memory: the writes in order, and how many of them a crash leaves. */
final class Disk {

  private final SnapshotId first;
  private final List<Persist> writes = new ArrayList<>();
  private int durable;
  private boolean damaged;

  Disk(Configuration configuration) {
    first = new SnapshotId(EntryId.NONE, configuration);
  }

  void write(Persist write) {
    writes.add(write);
    damaged &= !write.healed();
  }

  boolean isIdle() {
    return durable == writes.size();
  }

  /** Syncs; returns the ticket of the latest write. */
  long sync() {
    durable = writes.size();
    return writes.get(durable - 1).ticket();
  }

  /** From now on it is known to have lost something, until a write says that this was healed. */
  void damage() {
    damaged = true;
  }

  void crash() {
    writes.subList(durable, writes.size()).clear();
  }

  /** What all writes so far come to, durable or not. */
  Acceptor.Recovered read() {
    HardState hard = HardState.NONE;
    SnapshotId snapshot = first;
    List<Entry> entries = new ArrayList<>();
    for (Persist write : writes) {
      hard = write.hardState().orElse(hard);
      if (!write.entries().isEmpty()) {
        long from = write.entries().get(0).index();
        entries.removeIf(entry -> entry.index() >= from);
        entries.addAll(write.entries());
      }
      if (write.snapshot().isPresent()) {
        snapshot = write.snapshot().get();
        continueAfter(snapshot.last(), entries);
      }
    }
    return new Acceptor.Recovered(hard, snapshot, List.copyOf(entries), damaged);
  }

  private static void continueAfter(EntryId last, List<Entry> entries) {
    boolean agrees = entries.stream().anyMatch(entry -> entry.id().equals(last));
    entries.removeIf(entry -> !agrees || entry.index() <= last.index());
  }
}
