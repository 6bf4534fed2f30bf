package conclave.replica.journal;

import conclave.journal.SnapshotStore;
import conclave.journal.receipt.Receipt;
import conclave.machine.Machines;
import conclave.raft.log.SnapshotId;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Snapshots of leaders on their way here, one for each group. The log is given up for one only when
 * it is whole, has the checksum that was announced, and blank machines could be given it.
 */
final class Arrivals {

  private record Arrival(SnapshotId id, Receipt receipt) {}

  /**
   * How far one is.
   *
   * @param next the offset that is wanted next
   * @param complete whether it is a snapshot now
   */
  record State(long next, boolean complete) {}

  private final SnapshotStore store;
  private final Map<String, Arrival> arrivals = new HashMap<>();

  Arrivals(SnapshotStore store) {
    this.store = store;
  }

  /** Goes on with what is here of it, or begins. */
  State expect(SnapshotWork.Expect expect) throws IOException {
    String group = expect.group();
    SnapshotId id = expect.offer().snapshot();
    Arrival former = arrivals.remove(group);
    if (former != null) {
      former.receipt().close(); // to be opened again, or given up
    }
    long length = expect.offer().length();
    Receipt receipt = store.receive(group, id, length, expect.offer().checksum());
    arrivals.put(group, new Arrival(id, receipt));
    return receipt.isComplete() ? finish(group, expect.blank()) : new State(receipt.next(), false);
  }

  /** Appends a part, unless another one is wanted. */
  State keep(SnapshotWork.Keep keep) throws IOException {
    String group = keep.group();
    SnapshotId id = keep.chunk().snapshot();
    Arrival at = arrivals.get(group);
    boolean unannounced = at == null || !at.id().equals(id);
    if (unannounced && keep.chunk().offset() == 0) {
      at = new Arrival(id, store.receive(group, id, Receipt.UNKNOWN, 0));
      arrivals.put(group, at);
    }
    if (at == null || !at.id().equals(id)) {
      return new State(0, false);
    }
    if (at.receipt().next() != keep.chunk().offset()) {
      return new State(at.receipt().next(), false);
    }
    at.receipt().write(keep.chunk().bytes());
    return keep.chunk().done()
        ? finish(group, keep.blank())
        : new State(at.receipt().next(), false);
  }

  private State finish(String group, Supplier<Machines> blank) throws IOException {
    Arrival whole = arrivals.get(group);
    whole.receipt().finish();
    arrivals.remove(group);
    try {
      load(group, whole.id(), blank.get());
    } catch (IOException e) {
      store.discard(group, whole.id().last());
      throw e;
    }
    return new State(whole.receipt().next(), true);
  }

  private void load(String group, SnapshotId id, Machines blank) throws IOException {
    SnapshotStore.Snapshot arrived =
        store
            .find(group, id.last())
            .orElseThrow(() -> new IOException("the snapshot at " + id.last() + " is gone"));
    try (InputStream in = arrived.stream()) {
      blank.load(in);
    }
  }

  /** The journal continues after that snapshot: what arrives of one before it is of no use. */
  void obsolete(String group, SnapshotId mark) throws IOException {
    Arrival at = arrivals.get(group);
    if (at != null && at.id().last().index() <= mark.last().index()) {
      giveUp(group);
    }
  }

  /** Something failed: what has arrived of that group's snapshot is given up. */
  void giveUp(String group) throws IOException {
    Arrival broken = arrivals.remove(group);
    if (broken != null) {
      broken.receipt().abort();
    }
  }
}
