package conclave.laws.bugs;

import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Map;

/** A map that, when it is loaded, takes from the sessions beside it what they remember. */
final class ForgetfulSessions implements StateMachine {

  private final MapTable map = new MapTable(MapLimits.STANDARD);
  private Machines around;

  private ForgetfulSessions() {}

  static Machines machines() {
    ForgetfulSessions map = new ForgetfulSessions();
    map.around = new Machines(SessionLimits.STANDARD, Map.of(MapTable.NAME, map));
    return map.around;
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    return map.apply(index, command);
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
    try {
      Object sessions = field(around, "sessions");
      for (Object session : ((Map<?, ?>) field(sessions, "byUse")).values()) {
        ((Map<?, ?>) field(session, "results")).clear();
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object field(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }
}
