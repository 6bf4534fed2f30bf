package conclave.laws.lease;

import conclave.laws.Plant;
import conclave.raft.Acceptor;
import conclave.raft.RaftSettings;
import conclave.raft.log.NodeId;
import conclave.sim.Fault;
import conclave.sim.Simulation;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import conclave.sim.world.SimClock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A cluster whose leaders have leases, on clocks that drift. */
interface LeaseHost extends SimCluster.Host {

  /** How far each clock may be from the world's time: two of them then keep {@link #BOUND}. */
  double DRIFT = 0.03;

  /** Exactly what the fastest and the slowest of such clocks need, and nothing to spare. */
  double BOUND = 1 - (1 - DRIFT) / (1 + DRIFT);

  /** As it should be. */
  LeaseHost CORRECT =
      new LeaseHost() {
        @Override
        public boolean changesMembers() {
          return true;
        }
      };

  /** As it should be, but the first node's clock is slow, and the others are as fast. */
  static LeaseHost drifting(double drift) {
    return new LeaseHost() {
      @Override
      public SimClock clock(NodeId node, Simulation simulation, RandomGenerator random) {
        boolean slow = node.name().equals("n1");
        return new SimClock(simulation, random, slow ? 1 - drift : 1 + drift, false);
      }

      @Override
      public void begins(SimCluster world) {
        Plant.every(
            2_000,
            world,
            any -> {
              Plant.handOver(world, Optional.of("n1"));
              Plant.later(900, world, () -> cutOff(world, world.node("n1")));
              Plant.later(1_700, world, world.network()::mendAll);
            });
      }
    };
  }

  @Override
  default RaftSettings settings(RaftSettings stated) {
    return stated.with(new RaftSettings.Lease(true, BOUND, 0));
  }

  /** Clients are quick to turn to another node, so that not all of them wait for a lost leader. */
  @Override
  default long clientPatience() {
    return 80 * Simulation.MILLI;
  }

  /** A clock that jumps forward is one that drifts beyond every bound. */
  @Override
  default SimClock clock(NodeId node, Simulation simulation, RandomGenerator random) {
    double rate = 1 - DRIFT + random.nextDouble() * 2 * DRIFT;
    return new SimClock(simulation, random, rate, false);
  }

  /** What a lease is for: again and again the leader is cut off, and clients reach it still. */
  @Override
  default void begins(SimCluster world) {
    Plant.every(
        2_000,
        world,
        any -> {
          world.leader().ifPresent(leader -> cutOff(world, leader));
          Plant.later(1_000, world, world.network()::mendAll);
        });
  }

  static void cutOff(SimCluster world, SimNode alone) {
    for (SimNode other : world.nodes()) {
      cut(world, alone, other);
      cut(world, other, alone);
    }
  }

  static void cut(SimCluster world, SimNode from, SimNode to) {
    world.network().cut(from.id().name(), to.id().name(), Fault.PARTITION);
  }

  @Override
  default SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
    return new LeaseReplica(node, incarnation, recovered);
  }
}
