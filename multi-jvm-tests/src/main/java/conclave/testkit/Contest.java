package conclave.testkit;

import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockName;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.machine.wire.MalformedException;
import java.util.List;
import java.util.Optional;

/** One lock, or one election, as whoever is outside of the nodes sees it and meddles with it. */
final class Contest {

  private final Group control;
  private final Outsiders outsiders;
  private final LockName lock;

  Contest(Group control, Outsiders outsiders, LockName lock) {
    this.control = control;
    this.outsiders = outsiders;
    this.lock = lock;
  }

  Optional<LockEvent.Granted> grant() {
    return view().stream()
        .filter(LockEvent.Granted.class::isInstance)
        .map(LockEvent.Granted.class::cast)
        .findFirst();
  }

  List<String> waiters() {
    return view().stream().filter(LockEvent.Waits.class::isInstance).map(LockEvent::owner).toList();
  }

  private List<LockEvent> view() {
    byte[] view = control.query(LockTable.NAME, new LockQuery.All().encode());
    return ((LockReply.View) decoded(view))
        .events().stream().filter(event -> event.lock().equals(lock)).toList();
  }

  /** Ends the grant as the leader does when its time is over. */
  void expire() {
    LockEvent.Granted held = held();
    execute(new LockCommand.Expire(lock, held.token(), held.renewal()));
  }

  /** Ends the grant as its owner does. */
  void release() {
    LockEvent.Granted held = held();
    execute(new LockCommand.Release(lock, held.owner(), held.token()));
  }

  private LockEvent.Granted held() {
    return grant()
        .orElseThrow(() -> new IllegalStateException("nobody holds " + lock + ": nothing to end"));
  }

  /** An owner outside comes to wait, or has it at once where nobody does. */
  void join(String owner) {
    outsiders.add(lock, owner);
    execute(Outsiders.acquire(lock, owner));
  }

  /** An owner outside has it next, whoever held it and waited for it before: the token. */
  long take(String owner) {
    join(owner);
    while (!held().owner().equals(owner)) {
      expire();
    }
    return held().token();
  }

  private LockReply execute(LockCommand command) {
    LockReply reply = decoded(control.execute(LockTable.NAME, command.encode()));
    if (reply instanceof LockReply.Full) {
      throw new IllegalStateException("the table of locks is full");
    }
    return reply;
  }

  private static LockReply decoded(byte[] reply) {
    try {
      return LockReply.decode(reply);
    } catch (MalformedException e) {
      throw new IllegalStateException("the table of locks answered " + e.getMessage(), e);
    }
  }
}
