package conclave.machine;

import conclave.raft.log.EntryId;

/**
 * A machine threw, against its contract. At an entry this ends the replica: its state may be half
 * changed, and every replica that applies the entry with the same code ends there too. At a query
 * it concerns that query alone. The message names machine and entry; the cause is what it threw.
 */
public final class MachineFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String machine;
  private final long index;

  MachineFailedException(String machine, String doing, EntryId at, Throwable cause) {
    super("machine " + machine + " failed " + doing + " " + at + ": " + cause, cause);
    this.machine = machine;
    this.index = at.index();
  }

  /** The name of the machine that threw. */
  public String machine() {
    return machine;
  }

  /** The index of the entry at which it threw; for a query, of the last one applied. */
  public long index() {
    return index;
  }
}
