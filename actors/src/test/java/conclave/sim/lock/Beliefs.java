package conclave.sim.lock;

import conclave.lock.table.LockName;
import conclave.sim.world.Invariants;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who believes to hold which lock. Two beliefs of one moment begin when the second one does: at a
 * grant, at a renewal, or when somebody wakes from a pause and its clock says that it still holds.
 * So it is enough to compare then. Who stands still believes nothing until it looks at its clock.
 */
final class Beliefs {

  private final Set<SimHold> holds = new LinkedHashSet<>();

  /** It believes to hold its lock, now and until its clock says otherwise. */
  void hold(SimHold one) {
    holds.removeIf(SimHold::gone);
    for (SimHold other : holds) {
      if (other != one && other.lock().equals(one.lock()) && other.believes()) {
        throw new Invariants.Broken(
            "%s and %s both believe to hold %s (L5)".formatted(other, one, one.lock()));
      }
    }
    holds.add(one);
  }

  /** That grant is over in the log: from now on the lock may be another's. */
  void expired(LockName lock, long token) {
    for (SimHold hold : holds) {
      if (hold.lock().equals(lock) && hold.token() == token && hold.believes()) {
        throw new Invariants.Broken(
            "%s expired while %s believes to hold it (L5)".formatted(lock, hold));
      }
    }
  }

  void over(SimHold one) {
    holds.remove(one);
  }
}
