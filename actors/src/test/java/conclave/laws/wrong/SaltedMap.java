package conclave.laws.wrong;

import conclave.machine.StateMachine;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * A map with a number beside it that nobody is ever shown, and that may be hit: as where memory
 * forgets, and no reply tells.
 */
public final class SaltedMap implements StateMachine {

  private final MapTable map = new MapTable(MapLimits.STANDARD);
  private final BooleanSupplier hit;
  private long salt;

  /**
   * @param hit whether the number changes with this command; asked once for each
   */
  public SaltedMap(BooleanSupplier hit) {
    this.hit = hit;
  }

  /** What should be 0. */
  public long salt() {
    return salt;
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    if (hit.getAsBoolean()) {
      salt++;
    }
    return map.apply(index, command);
  }

  @Override
  public byte[] query(byte[] query) {
    return map.query(query);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(salt);
    map.save(out);
  }

  @Override
  public void load(DataInput in) throws IOException {
    salt = in.readLong();
    map.load(in);
  }
}
