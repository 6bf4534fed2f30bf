package conclave.sim.pure;

import conclave.journal.SnapshotStore;
import conclave.journal.disk.Disk;
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
  private SnapshotStore.Writer incoming;

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

  /** Keeps a part aside; false where the disk has no room, and then all parts are forgotten. */
  boolean receive(Message.SnapshotChunk chunk) {
    try {
      if (chunk.offset() == 0) {
        incoming = store.begin(SimJournal.GROUP, chunk.snapshot());
      }
      incoming.write(ByteBuffer.wrap(chunk.bytes()));
      if (chunk.done()) {
        incoming.commit();
      }
      return true;
    } catch (IOException e) {
      return refuseOrFail(e);
    }
  }

  /** The journal continues after that snapshot, durably. */
  void marked(SnapshotId id) {
    io(
        () -> {
          store.prune(SimJournal.GROUP, id);
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
