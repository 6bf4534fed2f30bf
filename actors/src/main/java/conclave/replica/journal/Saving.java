package conclave.replica.journal;

import conclave.journal.SnapshotStore;
import conclave.machine.FrozenMachines;
import conclave.machine.freeze.Frozen;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A snapshot of the own machines that is being written, straight into its file, so that a state is
 * never held twice. To be used no more after a failure.
 */
final class Saving {

  private static final int BUFFER_BYTES = 256 << 10;

  /** Then other work has its turn. */
  private static final long SLICE_BYTES = 1 << 20;

  private final SnapshotWork.Save wanted;
  private final SnapshotStore.Writer writer;
  private final OutputStream out;
  private final FrozenMachines.Writing writing;
  private long written;

  private Saving(SnapshotWork.Save wanted, SnapshotStore.Writer writer) throws IOException {
    this.wanted = wanted;
    this.writer = writer;
    this.out = new BufferedOutputStream(new ToWriter(), BUFFER_BYTES);
    this.writing = wanted.state().writeTo(out);
  }

  static Saving begin(SnapshotStore store, SnapshotWork.Save wanted) throws IOException {
    return new Saving(wanted, store.begin(wanted.group(), wanted.id()));
  }

  SnapshotWork.Save wanted() {
    return wanted;
  }

  /** Writes a slice; at the end the snapshot is durable. Says whether there is more to write. */
  boolean goOn() throws IOException {
    long enough = written + SLICE_BYTES;
    boolean more = true;
    while (more && written < enough) {
      more = writing.next(Frozen.PART_BYTES);
    }
    if (!more) {
      out.flush();
      writer.commit();
    }
    return more;
  }

  void abort() throws IOException {
    writer.abort();
  }

  private final class ToWriter extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      writer.write(ByteBuffer.wrap(bytes, from, length));
      written += length;
    }
  }
}
