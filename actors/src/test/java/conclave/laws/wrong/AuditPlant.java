package conclave.laws.wrong;

import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.map.table.MapTable;
import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.audit.Fingerprint;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.sim.Simulation;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.Map;

/** Bugs in how machines are compared. */
public enum AuditPlant implements SimCluster.Host {
  /**
   * Says what the machines are now, wherever that is, and calls it the entry that was asked for.
   */
  COMPARES_AT_ANOTHER_ENTRY {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        private EntryId asked = EntryId.NONE;

        @Override
        public void fingerprint(EntryId at) {
          asked = at;
          look(now -> super.fingerprint(now.lastAppliedId()));
        }

        @Override
        protected void testify(Fingerprint fingerprint) {
          super.testify(new Fingerprint(asked, fingerprint.parts()));
        }
      };
    }
  },

  /** Raises the alarm, and goes on. */
  GOES_ON_AFTER_IT_WAS_FOUND_WRONG {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void dropState() {
          look(now -> {});
        }
      };
    }

    @Override
    public Machines machines(SimNode node) {
      boolean[] hit = {!node.id().name().equals("n2")};
      SaltedMap map =
          new SaltedMap(
              () -> {
                boolean now = !hit[0] && node.world().simulation().now() > 4 * Simulation.SECOND;
                hit[0] |= now;
                return now;
              });
      return new Machines(SessionLimits.STANDARD, Map.of(MapTable.NAME, map));
    }

    @Override
    public boolean mayDiverge(SimNode node) {
      return true;
    }
  },

  /** Sentences whoever answers, without a majority that has something else. */
  SENTENCES_WITHOUT_A_MAJORITY {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void audit(NodeId from, Message.OfAudit message) {
          super.audit(from, message);
          if (message instanceof Message.AuditReply reply) {
            send(from, new Message.AuditVerdict(reply.term(), other(reply.fingerprint())));
          }
        }
      };
    }

    private Fingerprint other(Fingerprint right) {
      return new Fingerprint(
          right.at(),
          right.parts().stream()
              .map(part -> new Fingerprint.Part(part.name(), part.form(), ~part.hash()))
              .toList());
    }
  };

  @Override
  public long auditEvery() {
    return 500 * Simulation.MILLI;
  }
}
