package conclave.laws.lease;

import conclave.laws.Plant;
import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.Read;
import conclave.raft.log.NodeId;
import conclave.sim.Simulation;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bugs in leases (law L4). */
public enum LeasePlant implements LeaseHost {
  /** Counts its lease from when a majority answered, not from when it was asked. */
  L4_LEASE_COUNTS_FROM_THE_ANSWER {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new LeaseReplica(node, incarnation, recovered) {
        private final Map<NodeId, Long> answered = new HashMap<>();

        @Override
        public void answer(NodeId from, Message reply) {
          super.answer(from, reply);
          if (reply instanceof Message.AppendReply) {
            answered.put(from, clock());
          }
        }

        @Override
        public void startLeadership(StartLeadership start) {
          answered.clear();
          super.startLeadership(start);
        }

        @Override
        public void read(long term, Read read) {
          long since = clock() - settings().leaseNanos();
          long loyal = answered.values().stream().filter(at -> at > since).count() + 1;
          boolean proven = acceptor().termAt(acceptor().commit()) == term;
          if (proven && loyal >= acceptor().configuration().majority()) {
            answerRead(term, read, acceptor().commit());
          } else {
            super.read(term, read);
          }
        }
      };
    }

    /** A leader stands still, with answers in its mailbox, and then hears of nobody. */
    @Override
    public void begins(SimCluster world) {
      Plant.every(
          2_000,
          world,
          any ->
              world
                  .leader()
                  .ifPresent(
                      leader -> {
                        leader.pause(650 * Simulation.MILLI);
                        Plant.later(60, world, () -> LeaseHost.cutOff(world, leader));
                        Plant.later(1_200, world, world.network()::mendAll);
                      }));
    }
  },

  /** Names a successor, and answers reads by itself as before. */
  L4_LEASE_OUTLIVES_A_HANDOVER {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new LeaseReplica(node, incarnation, recovered) {
        @Override
        public void handOver(long term, Optional<String> to) {
          acceptor().configuration().voters().stream()
              .filter(voter -> !voter.equals(node.id()))
              .findFirst()
              .ifPresent(heir -> send(heir, new Message.TimeoutNow(term, acceptor().last())));
        }
      };
    }

    /** The successor is heard by all but its predecessor. */
    @Override
    public void begins(SimCluster world) {
      Plant.every(
          1_000,
          world,
          any ->
              world
                  .leader()
                  .ifPresent(
                      leader -> {
                        leader.handOver(Optional.empty());
                        Plant.later(3, world, () -> LeaseHost.cutOff(world, leader));
                        Plant.later(600, world, world.network()::mendAll);
                      }));
    }
  },

  /** Votes at once after a restart, though it may have promised a leader not to. */
  L4_LEASE_IS_FORGOTTEN_IN_A_RESTART {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new LeaseReplica(node, incarnation, recovered) {
        @Override
        public void start() {
          tell(acceptor -> acceptor.start(clock() - settings().electionMaxNanos()));
        }
      };
    }

    /** One is cut off and campaigns; then the leader is, and who heard it is restarted. */
    @Override
    public void begins(SimCluster world) {
      Plant.every(1_500, world, any -> world.leader().ifPresent(leader -> depose(world, leader)));
    }

    private void depose(SimCluster world, SimNode leader) {
      List<SimNode> others = world.nodes().stream().filter(node -> node != leader).toList();
      SimNode rival = others.get(0);
      LeaseHost.cut(world, leader, rival);
      LeaseHost.cut(world, rival, leader);
      Plant.later(
          500,
          world,
          () -> {
            LeaseHost.cutOff(world, leader);
            others.stream().filter(SimNode::running).forEach(SimNode::killReplica);
          });
      Plant.later(1_200, world, world.network()::mendAll);
    }
  },

  /** Judges its lease by a look at the clock that it took before the read arrived. */
  L4_LEASE_BY_AN_OLD_LOOK_AT_THE_CLOCK {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new LeaseReplica(node, incarnation, recovered) {
        private long lookedAt = Long.MIN_VALUE;

        @Override
        protected long timeOfReading() {
          if (lookedAt == Long.MIN_VALUE || clock() - lookedAt > 500 * Simulation.MILLI) {
            lookedAt = clock();
          }
          return lookedAt;
        }
      };
    }
  }
}
