package conclave.sim.pure;

import conclave.journal.SnapshotStore;
import conclave.journal.disk.Disk;
import conclave.journal.receipt.Receipt;
import conclave.raft.Message;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import conclave.sim.disk.SimDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The snapshot files of one process. */
final class SimSnapshots {

  private interface Io<T> {
    T run() throws IOException;
  }

  private final SnapshotStore store;
  private Receipt incoming;
  private SnapshotId incomingId;

  SimSnapshots(Disk disk) {
    store = io(() -> SnapshotStore.open(disk));
  }

  private static <T> T io(Io<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps a whole snapshot; false where the disk has no room. */
  boolean keep(SimJournal.Kept snapshot) {
    try {
      SnapshotStore.Writer writer = store.begin(SimJournal.GROUP, snapshot.id());
      writer.write(ByteBuffer.wrap(snapshot.content()));
      writer.commit();
      return true;
    } catch (IOException e) {
      return refuseOrFail(e);
    }
  }

  /** A full disk may have room later; one that fails ends the process. */
  private static boolean refuseOrFail(IOException e) {
    if (e instanceof SimDisk.Failed) {
      throw new UncheckedIOException(e);
    }
    return false;
  }

  /** How far an arriving snapshot is. */
  record State(long next, boolean complete) {}

  /** Goes on with what is here of it, or begins. */
  State expect(Message.SnapshotOffer offer) {
    try {
      incomingId = offer.snapshot();
      incoming = store.receive(SimJournal.GROUP, incomingId, offer.length(), offer.checksum());
      return incoming.isComplete() ? finish() : new State(incoming.next(), false);
    } catch (IOException e) {
      refuseOrFail(e);
      return giveUp();
    }
  }

  /** Keeps a part aside; where the disk has no room, all parts are forgotten. */
  State receive(Message.SnapshotChunk chunk) {
    try {
      boolean another = incoming == null || !chunk.snapshot().equals(incomingId);
      if (another && chunk.offset() == 0) {
        incomingId = chunk.snapshot();
        incoming = store.receive(SimJournal.GROUP, incomingId, Receipt.UNKNOWN, 0);
      } else if (another) {
        return new State(0, false);
      }
      if (chunk.offset() != incoming.next()) {
        return new State(incoming.next(), false);
      }
      incoming.write(chunk.bytes());
      return chunk.done() ? finish() : new State(incoming.next(), false);
    } catch (IOException e) {
      refuseOrFail(e);
      return giveUp();
    }
  }

  private State finish() throws IOException {
    Receipt whole = incoming;
    whole.finish();
    incoming = null;
    return new State(whole.next(), true);
  }

  private State giveUp() {
    if (incoming != null) {
      io(
          () -> {
            incoming.abort();
            return null;
          });
    }
    incoming = null;
    return new State(0, false);
  }

  /** The journal continues after that snapshot, durably. */
  void marked(SnapshotId id) {
    io(
        () -> {
          if (incoming != null && incomingId.last().index() <= id.last().index()) {
            giveUp();
          }
          store.prune(SimJournal.GROUP, id, last -> false);
          return null;
        });
  }

  Optional<SimJournal.Kept> latest() {
    return io(() -> read(store.latest(SimJournal.GROUP)));
  }

  Optional<SimJournal.Kept> at(EntryId last) {
    return io(() -> read(store.find(SimJournal.GROUP, last)));
  }

  private static Optional<SimJournal.Kept> read(Optional<SnapshotStore.Snapshot> found)
      throws IOException {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    SnapshotStore.Snapshot snapshot = found.get();
    byte[] content = snapshot.chunk(0, (int) snapshot.contentBytes());
    return Optional.of(new SimJournal.Kept(snapshot.id(), content));
  }
}
