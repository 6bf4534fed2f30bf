package conclave.machine;

import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;

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
}
