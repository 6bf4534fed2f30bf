package conclave.laws;

import conclave.machine.StateMachine;
import conclave.machine.wire.MalformedException;
import conclave.map.table.MapLimits;
import conclave.map.table.MapReply;
import conclave.map.table.MapTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A map whose answers carry versions from a counter that snapshots do not hold. */
final class LocalVersions implements StateMachine {

  private final MapTable map = new MapTable(MapLimits.STANDARD);
  private long counter;

  @Override
  public byte[] apply(long index, byte[] command) {
    byte[] reply = map.apply(index, command);
    try {
      return MapReply.decode(reply) instanceof MapReply.Written
          ? new MapReply.Written(++counter).encode()
          : reply;
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] query(byte[] query) {
    return map.query(query);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    map.save(out);
  }

  @Override
  public void load(DataInput in) throws IOException {
    map.load(in);
  }
}
