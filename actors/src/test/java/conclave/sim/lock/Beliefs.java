package conclave.sim.lock;

import conclave.sim.pure.Invariants;
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

  void over(SimHold one) {
    holds.remove(one);
  }
}
