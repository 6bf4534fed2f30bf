package conclave.laws;

import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.machine.StateMachine;
import conclave.sim.lock.LockWorld;
import conclave.sim.lock.SimLockClock;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import java.util.function.Consumer;

/** Bugs for the laws of locks, where a careless table, clock or holder would have them. */
public enum LockPlant implements LockWorld.Rig {
  /** Grants are over when the clock of a replica says so, without an entry. */
  L5_EXPIRES_BY_ITS_OWN_CLOCK {
    @Override
    public StateMachine table(SimNode node) {
      return new WrongTables.OwnClock(node);
    }
  },

  /** An expiry ends a grant whatever was renewed since it was proposed. */
  L5_EXPIRES_WHAT_WAS_RENEWED {
    @Override
    public StateMachine table(SimNode node) {
      return new WrongTables.IgnoresRenewal();
    }
  },

  /** Who begins to lead goes by what it has counted as a follower. */
  L5_NEW_LEADER_GIVES_NO_TIME {
    @Override
    public SimLockClock clock(LockWorld world, SimNode node) {
      return new SimLockClock(world, node) {
        @Override
        protected void leader(long term, boolean self, long now) {
          super.leader(1, true, now);
        }

        @Override
        protected void tick(long now, Consumer<LockCommand> propose) {
          super.tick(now, leads() ? propose : command -> {});
        }
      };
    }
  },

  /** After a pause the ticks that were missed are made up for, as if time had not stood still. */
  L5_COUNTS_A_PAUSE {
    @Override
    public SimLockClock clock(LockWorld world, SimNode node) {
      return new SimLockClock(world, node) {
        @Override
        protected void tick(long now, Consumer<LockCommand> propose) {
          long due = expiry().dueNanos().orElse(now);
          while (due < now) {
            super.tick(due, propose);
            due = expiry().dueNanos().orElse(now);
          }
          super.tick(now, propose);
        }
      };
    }
  },

  /** A holder counts its time from when it heard that it was granted. */
  L5_HOLDER_COUNTS_FROM_THE_ANSWER {
    @Override
    public long countsFrom(long sent, long answered) {
      return answered;
    }
  },

  /** A waiter that was granted the lock has its whole time, though nobody was heard of it. */
  WAITS_FOR_WHOEVER_IS_GONE {
    @Override
    public SimLockClock clock(LockWorld world, SimNode node) {
      return new SimLockClock(world, node) {
        @Override
        protected LockEvent heard(LockEvent event) {
          return event instanceof LockEvent.Granted g
              ? new LockEvent.Granted(g.lock(), g.owner(), g.token(), g.renewal(), g.ttlMs(), true)
              : event;
        }
      };
    }
  },

  /** Whoever waited longest goes to the end when the lock is given back. */
  LAST_COMES_FIRST {
    @Override
    public StateMachine table(SimNode node) {
      return new WrongTables.LastComesFirst();
    }
  },

  /** The counter of the tokens is not in the snapshot. */
  L10_TOKENS_BESIDE_THE_SNAPSHOT {
    @Override
    public StateMachine table(SimNode node) {
      return new WrongTables.GuessesToken();
    }

    @Override
    public void begins(SimCluster cluster) {
      Plant.every(300, cluster, node -> node.replica().killApplier());
    }
  }
}
