package conclave.laws.bugs;

import akka.actor.ActorPath;
import conclave.sim.Tally;
import conclave.sim.actor.ActorNode;
import conclave.sim.actor.lock.LockRig;
import conclave.sim.pure.Run;

/** Bugs of locks that only their actors can have. */
public enum ActorLockPlant {
  /** A holder never looks at its clock: neither renews nor says that it has lost its lock. */
  HOLDS_WITHOUT_LOOKING_AT_ITS_CLOCK {
    @Override
    Object taken(ActorPath actor, Object message) {
      boolean rings = message.getClass().getSimpleName().startsWith("TimerMsg");
      return isHolder(actor) && rings ? "all is well" : message;
    }
  };

  abstract Object taken(ActorPath actor, Object message);

  private static boolean isHolder(ActorPath actor) {
    return actor.name().startsWith("holder-") && actor.parent().name().equals("locks");
  }

  /** Runs one seed with it. */
  public Run.Report run(long seed) {
    return LockRig.run(seed, Planted::new);
  }

  private final class Planted extends LockRig {
    Planted(Tally tally) {
      super(tally);
    }

    @Override
    public Object taken(ActorNode node, ActorPath actor, Object message) {
      return ActorLockPlant.this.taken(actor, message);
    }
  }
}
