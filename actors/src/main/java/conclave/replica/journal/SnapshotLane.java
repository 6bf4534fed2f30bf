package conclave.replica.journal;

import conclave.journal.SnapshotStore;
import conclave.machine.Machines;
import conclave.machine.SnapshotCheck;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Snapshot files: written by the machines themselves straight into the file, so that a state is
 * never held twice. One thread at a time.
 *
 * <p>A failure concerns one piece of work and is told to whoever wanted it: without a snapshot the
 * log grows until commands are refused, and nothing is lost.
 */
public final class SnapshotLane {

  private static final int BUFFER_BYTES = 256 << 10;

  /** A snapshot on its way here. */
  private static final class Incoming {
    private final SnapshotId id;
    private final SnapshotStore.Writer writer;
    private final SnapshotCheck check = new SnapshotCheck();
    private long next;

    Incoming(SnapshotId id, SnapshotStore.Writer writer) {
      this.id = id;
      this.writer = writer;
    }
  }

  private final SnapshotStore store;
  private final Consumer<String> complaints;
  private final Map<String, Incoming> incoming = new HashMap<>();
  private final Map<String, SnapshotStore.Snapshot> outgoing = new HashMap<>();

  /**
   * @param complaints hears of failures that concern nobody in particular, each in a sentence
   */
  public SnapshotLane(SnapshotStore store, Consumer<String> complaints) {
    this.store = store;
    this.complaints = complaints;
  }

  /** Does one piece of work and answers it. */
  public void run(SnapshotWork work) {
    if (work instanceof SnapshotWork.Save save) {
      save.replyTo().tell(new SnapshotNotice.Saved(save.id(), failure(() -> save(save))));
    } else if (work instanceof SnapshotWork.Load load) {
      load.replyTo().tell(new SnapshotNotice.Loaded(load.last(), failure(() -> load(load))));
    } else if (work instanceof SnapshotWork.Keep keep) {
      keep(keep);
    } else if (work instanceof SnapshotWork.Find find) {
      find(find);
    } else if (work instanceof SnapshotWork.Read read) {
      read(read);
    } else if (work instanceof SnapshotWork.Prune prune) {
      failure(() -> store.prune(prune.group(), prune.durable())).ifPresent(complaints);
    }
  }

  private interface Io {
    void run() throws IOException;
  }

  private static Optional<String> failure(Io io) {
    try {
      io.run();
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      // The JDK's file exceptions carry the path alone; what went wrong is the class.
      return Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private void save(SnapshotWork.Save save) throws IOException {
    write(save.group(), save.id(), save.machines());
  }

  private void write(String group, SnapshotId id, Machines machines) throws IOException {
    SnapshotStore.Writer writer = store.begin(group, id);
    boolean saved = false;
    try {
      OutputStream out = new BufferedOutputStream(new ToWriter(writer), BUFFER_BYTES);
      machines.save(out);
      out.flush();
      writer.commit();
      saved = true;
    } finally {
      if (!saved) {
        writer.abort();
      }
    }
  }

  private void load(SnapshotWork.Load load) throws IOException {
    SnapshotStore.Snapshot found =
        store
            .find(load.group(), load.last())
            .orElseThrow(
                () ->
                    new IOException(
                        "no intact snapshot of group " + load.group() + " at " + load.last()));
    try (InputStream in = found.stream()) {
      load.blank().load(in);
    }
  }

  private void keep(SnapshotWork.Keep keep) {
    EntryId last = keep.chunk().snapshot().last();
    Incoming[] kept = {null};
    Optional<String> failure = failure(() -> kept[0] = kept(keep));
    if (failure.isPresent()) {
      Incoming broken = incoming.remove(keep.group());
      if (broken != null) {
        failure(broken.writer::abort).ifPresent(complaints);
      }
      keep.replyTo().tell(new SnapshotNotice.Kept(keep.incarnation(), last, 0, false, failure));
    } else {
      boolean complete = !incoming.containsKey(keep.group());
      keep.replyTo()
          .tell(new SnapshotNotice.Kept(keep.incarnation(), last, kept[0].next, complete, failure));
    }
  }

  private Incoming kept(SnapshotWork.Keep keep) throws IOException {
    SnapshotId id = keep.chunk().snapshot();
    if (keep.chunk().offset() == 0) {
      Incoming former = incoming.remove(keep.group());
      if (former != null) {
        former.writer.abort();
      }
      incoming.put(keep.group(), new Incoming(id, store.begin(keep.group(), id)));
    }
    Incoming at = incoming.get(keep.group());
    if (at == null || !at.id.equals(id) || at.next != keep.chunk().offset()) {
      throw new IOException("part at " + keep.chunk().offset() + " of " + id + " was not expected");
    }
    at.writer.write(ByteBuffer.wrap(keep.chunk().bytes()));
    at.check.update(keep.chunk().bytes());
    at.next += keep.chunk().bytes().length;
    if (keep.chunk().done()) {
      requireIntact(at);
      at.writer.commit();
      incoming.remove(keep.group());
    }
    return at;
  }

  /** The log up to it is given up once it counts as kept, so it must be good before. */
  private static void requireIntact(Incoming arrived) throws IOException {
    if (!arrived.check.intact()) {
      throw new IOException(
          "the snapshot at %s arrived damaged: its %d bytes do not match their checksum"
              .formatted(arrived.id.last(), arrived.next));
    }
  }

  private void find(SnapshotWork.Find find) {
    outgoing.remove(find.group());
    Optional<String> failure =
        failure(
            () -> store.latest(find.group()).ifPresent(found -> outgoing.put(find.group(), found)));
    failure.ifPresent(complaints);
    SnapshotStore.Snapshot found = outgoing.get(find.group());
    find.replyTo()
        .tell(
            found == null
                ? new SnapshotNotice.Found(Optional.empty(), 0)
                : new SnapshotNotice.Found(Optional.of(found.id()), found.contentBytes()));
  }

  private void read(SnapshotWork.Read read) {
    SnapshotStore.Snapshot found = outgoing.get(read.group());
    byte[][] bytes = {null};
    if (found != null && found.id().last().equals(read.last())) {
      failure(() -> bytes[0] = found.chunk(read.offset(), read.length())).ifPresent(complaints);
    }
    read.replyTo().tell(new SnapshotNotice.Part(read.offset(), Optional.ofNullable(bytes[0])));
  }

  private static final class ToWriter extends OutputStream {
    private final SnapshotStore.Writer writer;

    ToWriter(SnapshotStore.Writer writer) {
      this.writer = writer;
    }

    @Override
    public void write(int b) throws IOException {
      writer.write(ByteBuffer.wrap(new byte[] {(byte) b}));
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      writer.write(ByteBuffer.wrap(bytes, from, length));
    }
  }
}
