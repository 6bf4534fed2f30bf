package conclave.laws.lease;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.model.MapCall;
import conclave.laws.lease.LeaseReplica.Figure;
import conclave.map.table.MapTable;
import conclave.raft.Proposal;
import conclave.raft.RaftSettings;
import conclave.raft.log.NodeId;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.client.Workload;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a read costs in messages, one after the other on a group where nothing else happens. */
class LeaseMessagesTest {

  private static final int READS = 500;
  private static final long BETWEEN = 10 * Simulation.MILLI;
  private static final byte[] QUERY = Workload.query(new MapCall.Get(new MapCall.Key("m", "k")));

  private static final LeaseHost LEASES = host(new RaftSettings.Lease(true, LeaseHost.BOUND, 0));
  private static final LeaseHost NONE = host(RaftSettings.Lease.OFF);

  private static LeaseHost host(RaftSettings.Lease lease) {
    return new LeaseHost() {
      @Override
      public RaftSettings settings(RaftSettings stated) {
        return stated.with(lease);
      }
    };
  }

  /** A cluster at peace. */
  private static final class Calm {
    private final Simulation simulation = new Simulation(1);
    private final Tally tally = new Tally();
    private final SimCluster world;
    private int answered;

    Calm(LeaseHost host) {
      world = new SimCluster(simulation, 3, host, tally);
      world.nodes().forEach(SimNode::start);
      simulation.run(3 * Simulation.SECOND);
    }

    /** Messages in the time of so many reads, with or without them. */
    long messages(int reads, SimNode reader) {
      long before = tally.of(Figure.MESSAGES);
      for (int i = 0; i < READS; i++) {
        if (i < reads) {
          reader.ask(MapTable.NAME, QUERY, counting());
        }
        simulation.run(simulation.now() + BETWEEN);
      }
      return tally.of(Figure.MESSAGES) - before;
    }

    private SimReplica.Caller counting() {
      return new SimReplica.Caller() {
        @Override
        public void done(byte[] result) {
          answered++;
        }

        @Override
        public void refused(Proposal.Reason reason, Optional<NodeId> leader) {}
      };
    }

    double aRead() {
      SimNode leader = world.leader().orElseThrow();
      long idle = messages(0, leader);
      long busy = messages(READS, leader);
      assertThat(answered).isEqualTo(READS);
      return (busy - idle) / (double) READS;
    }
  }

  @Test
  void aReadOfALeaderWithALeaseCostsNoMessage() {
    double without = new Calm(NONE).aRead();
    double with = new Calm(LEASES).aRead();
    System.out.printf(
        "appends and answers for a read at the leader of three, one read at a time:"
            + " %.2f without leases, %.2f with%n",
        without, with);
    assertThat(without).as("a round to two followers").isBetween(3.5, 4.1);
    assertThat(with).isBetween(-0.05, 0.05);
  }
}
