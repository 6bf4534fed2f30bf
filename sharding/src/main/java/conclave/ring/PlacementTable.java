package conclave.ring;

import conclave.machine.StateMachine;
import conclave.machine.freeze.Frozen;
import conclave.machine.wire.Blobs;
import conclave.machine.wire.MalformedException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The partition table as a machine: installs a {@link Rebalance} that was planned from the present
 * epoch and leaves every partition with a member and every member within its quota; refuses every
 * other and then has changed nothing. So of two planners that planned from one epoch only the first
 * has its way (law L5: no clock and no failure detector decides who owns what, an entry does).
 *
 * <p>Announces each rebalance that it installed, in the bytes in which it came.
 */
public final class PlacementTable implements StateMachine {

  /** Under this name the machine stands on the log of group {@code control}. */
  public static final String NAME = "placement";

  private static final int FORMAT = 1;

  private PartitionTable table = PartitionTable.NONE;
  private Consumer<byte[]> listener = event -> {};

  /** The table of now. */
  public PartitionTable table() {
    return table;
  }

  @Override
  public void announceTo(Consumer<byte[]> listener) {
    this.listener = listener;
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    Rebalance change;
    try {
      change = Rebalance.decode(command);
    } catch (MalformedException e) {
      return new PlacementReply.Malformed().encode();
    }
    Successor next = Successor.of(table, change);
    if (next.fault().isPresent()) {
      return refused(next.fault().get()).encode();
    }
    table = next.table();
    listener.accept(command);
    return new PlacementReply.Installed(table.epoch()).encode();
  }

  private PlacementReply refused(Rebalance.Fault fault) {
    return fault == Rebalance.Fault.STALE
        ? new PlacementReply.Stale(table.epoch())
        : new PlacementReply.Unfit(fault);
  }

  @Override
  public byte[] query(byte[] query) {
    try {
      return switch (PlacementQuery.decode(query)) {
        case WHOLE -> new PlacementReply.Whole(table).encode();
        case EPOCH -> new PlacementReply.AtEpoch(table.epoch()).encode();
      };
    } catch (MalformedException e) {
      return new PlacementReply.Malformed().encode();
    }
  }

  @Override
  public int form() {
    return FORMAT;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    freeze().writeRest(out);
  }

  /** A table never changes, so that it need not be copied. */
  @Override
  public Frozen freeze() {
    PartitionTable now = table;
    return (out, bytes) -> {
      out.writeShort(FORMAT);
      Blobs.write(out, TableCodec.encode(now));
      return false;
    };
  }

  @Override
  public void load(DataInput in) throws IOException {
    int format = in.readUnsignedShort();
    if (format != FORMAT) {
      throw new IOException("format " + format + " is unknown, this build reads " + FORMAT);
    }
    try {
      table = TableCodec.decode(Blobs.read(in, TableCodec.MAX_BYTES));
    } catch (MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
