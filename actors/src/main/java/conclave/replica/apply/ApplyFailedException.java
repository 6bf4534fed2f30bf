package conclave.replica.apply;

import conclave.machine.Command;
import conclave.machine.MachineFailedException;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.Entry;

/** A machine threw at an entry; the message names both and the command. Ends the applier. */
public final class ApplyFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long index;

  ApplyFailedException(Entry entry, MachineFailedException cause) {
    super(cause.getMessage() + "; the command is " + describe(entry), cause);
    this.index = entry.index();
  }

  /** The entry at which it threw. */
  public long index() {
    return index;
  }

  private static String describe(Entry entry) {
    try {
      return Command.decode(entry.payload()).toString();
    } catch (MalformedException e) {
      return "undecodable: " + e.getMessage();
    }
  }
}
