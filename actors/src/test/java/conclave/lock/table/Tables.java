package conclave.lock.table;

import conclave.machine.StateMachine;
import conclave.machine.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Short words for tests of tables. */
final class Tables {
  /** Where the last token stands in a snapshot: after the format and the limits. */
  static final int TOKEN_AT = 2 + 3 * 4 + 8;

  private Tables() {}

  static LockName lock(String name) {
    return new LockName(Space.LOCK, name);
  }

  static LockReply apply(StateMachine table, long index, LockCommand command) {
    return reply(table.apply(index, command.encode()));
  }

  static LockReply ask(StateMachine table, LockQuery query) {
    return reply(table.query(query.encode()));
  }

  static List<LockEvent> view(StateMachine table) {
    return ((LockReply.View) ask(table, new LockQuery.All())).events();
  }

  static LockReply reply(byte[] bytes) {
    try {
      return LockReply.decode(bytes);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  static LockEvent event(byte[] bytes) {
    try {
      return LockEvent.decode(bytes);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] save(StateMachine table) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static <T extends StateMachine> T load(T table, byte[] snapshot) throws IOException {
    table.load(new DataInputStream(new ByteArrayInputStream(snapshot)));
    return table;
  }

  /** An empty table that has given out that token. */
  static LockTable after(long token, LockLimits limits) throws IOException {
    byte[] snapshot = save(new LockTable(limits));
    ByteBuffer.wrap(snapshot).putLong(TOKEN_AT, token);
    return load(new LockTable(limits), snapshot);
  }
}
