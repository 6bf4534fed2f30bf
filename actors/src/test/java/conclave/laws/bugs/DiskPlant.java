package conclave.laws.bugs;

import conclave.journal.disk.Disk;
import conclave.laws.Plant;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.map.table.MapTable;
import conclave.raft.Acceptor;
import conclave.sim.disk.DiskWrapper;
import conclave.sim.disk.SimDisk;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.io.IOException;
import java.util.Map;

/** Bugs in what is written, and when it is believed to be there. */
public enum DiskPlant implements SimCluster.Host {
  /** Syncs once more after a sync that failed, and believes the second one. */
  TRIES_A_FAILED_SYNC_AGAIN {
    @Override
    public Disk disk(Disk disk) {
      return new Syncing(disk) {
        @Override
        protected void sync(File file) throws IOException {
          try {
            file.sync();
          } catch (SimDisk.Failed e) {
            file.sync();
          }
        }
      };
    }

    /** What a failed sync lost shows once the process ends. */
    @Override
    public void begins(SimCluster world) {
      SimNode unlucky = world.nodes().get(0);
      Plant.every(
          500,
          world,
          any -> {
            unlucky.disk().fail(SimDisk.Op.SYNC, 1);
            Plant.later(8, world, () -> Plant.restart(unlucky));
          });
    }
  },

  /** Syncs now and then, as if power never failed. */
  SYNCS_NOW_AND_THEN {
    @Override
    public Disk disk(Disk disk) {
      return new Syncing(disk) {
        private int calls;

        @Override
        protected void sync(File file) throws IOException {
          if (++calls % 20 == 0) {
            file.sync();
          }
        }
      };
    }
  },

  /** A leader leads on, though a voter does not count any more before another term begins. */
  L6_WAITS_FOR_A_TERM_THAT_NEVER_BEGINS {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void leadAnew(long term, String reason) {
          // It waits for an election.
        }
      };
    }

    /** At peace, when nothing else brings an election about. */
    @Override
    public void begins(SimCluster world) {
      Plant.later(
          20_800,
          world,
          () ->
              world.nodes().stream()
                  .filter(node -> node.running() && !node.leads())
                  .findFirst()
                  .ifPresent(Plant::damage));
    }
  },

  /** A machine keeps its state by itself, and its snapshot has what was there some time ago. */
  KEEPS_STATE_BESIDE_ITS_INDEX {
    @Override
    public Machines machines() {
      return new Machines(SessionLimits.STANDARD, Map.of(MapTable.NAME, new LateState()));
    }
  },

  /** The results that sessions remember are not in the snapshot, so a retry is applied again. */
  KEEPS_SESSIONS_BESIDE_THE_SNAPSHOT {
    @Override
    public Machines machines() {
      return ForgetfulSessions.machines();
    }
  };

  /** A disk whose files are synced in another way. */
  private abstract static class Syncing extends DiskWrapper {
    Syncing(Disk disk) {
      super(disk);
    }

    protected abstract void sync(File file) throws IOException;

    @Override
    protected File wrap(File file) {
      return new FileWrapper(file) {
        @Override
        public void sync() throws IOException {
          Syncing.this.sync(file);
        }
      };
    }
  }
}
