package conclave.machine;

import conclave.machine.keys.IdempotencyKey;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import java.util.List;

/** Makes consecutive entries of one term and applies them. */
final class LogWriter {
  static final String COUNTER = "counter";

  private final Machines machines;

  LogWriter(Machines machines) {
    this.machines = machines;
  }

  static Entry entry(long index, Command command) {
    return new Entry(new EntryId(1, index), Entry.Kind.COMMAND, command.encode());
  }

  Result append(Command command) {
    return machines.apply(entry(machines.lastApplied() + 1, command));
  }

  Result append(Entry.Kind kind, byte[] payload) {
    return machines.apply(new Entry(new EntryId(1, machines.lastApplied() + 1), kind, payload));
  }

  long open(long nonce) {
    return ((Result.SessionOpened) append(new Command.OpenSession(nonce))).session();
  }

  Result execute(long session, long sequence, long ackedBelow, String payload) {
    return append(new Command.Execute(session, sequence, ackedBelow, COUNTER, payload.getBytes()));
  }

  /** Under a key whose request is its payload's first letter. */
  Result once(long session, long sequence, String key, String payload) {
    byte[] request = payload.substring(0, 1).getBytes();
    return append(
        new Command.ExecuteOnce(
            IdempotencyKey.of(List.of(key.getBytes()), List.of(request)),
            new Command.Execute(session, sequence, sequence, COUNTER, payload.getBytes())));
  }
}
