package conclave.laws.bugs;

import conclave.machine.StateMachine;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A map that writes itself down every few commands, and gives that to whoever saves it. */
final class LateState implements StateMachine {

  private static final int EVERY = 8;

  private final MapTable map = new MapTable(MapLimits.STANDARD);
  private byte[] written = now();
  private int commands;

  private byte[] now() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      map.save(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    byte[] reply = map.apply(index, command);
    if (++commands % EVERY == 0) {
      written = now();
    }
    return reply;
  }

  @Override
  public byte[] query(byte[] query) {
    return map.query(query);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.write(written);
  }

  @Override
  public void load(DataInput in) throws IOException {
    map.load(in);
    written = now();
  }
}
