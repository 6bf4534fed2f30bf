package conclave.testkit;

import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockName;
import conclave.lock.table.LockTable;
import java.util.HashSet;
import java.util.Set;

/** Owners of locks outside of the test's nodes: each claims what it is granted, and keeps it. */
final class Outsiders {

  private record Outsider(LockName lock, String owner) {}

  private final Group control;
  private final Set<Outsider> all = new HashSet<>();

  Outsiders(Group control) {
    this.control = control;
  }

  void add(LockName lock, String owner) {
    all.add(new Outsider(lock, owner));
  }

  /** For a day, and waits for ten minutes. */
  static LockCommand acquire(LockName lock, String owner) {
    return new LockCommand.Acquire(lock, owner, LockCommand.MAX_TTL_MS, LockCommand.MAX_WAIT_MS);
  }

  void hear(LockEvent event) {
    if (event instanceof LockEvent.Granted granted
        && !granted.claimed()
        && all.contains(new Outsider(granted.lock(), granted.owner()))) {
      control.execute(LockTable.NAME, acquire(granted.lock(), granted.owner()).encode());
    }
  }
}
