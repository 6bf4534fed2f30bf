package conclave.laws.bugs;

import conclave.laws.Plant;
import conclave.raft.Acceptor;
import conclave.raft.Read;
import conclave.sim.Network;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.ArrayList;
import java.util.List;

/** Bugs in reads (law L4). */
public enum ReadPlant implements SimCluster.Host {
  /** A read that comes while another is on its way is answered with it, index and all. */
  L4_REUSES_AN_INDEX {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        private final List<Asked> waiting = new ArrayList<>();
        private long lastId;

        @Override
        public void query(String machine, byte[] query, Caller caller) {
          tell(
              acceptor -> {
                waiting.add(new Asked(machine, query, caller));
                acceptor.read(++lastId);
              });
        }

        @Override
        public void readReady(long id, long index) {
          waiting.forEach(read -> answerAt(index, read.machine(), read.query(), read.caller()));
          waiting.clear();
        }
      };
    }

    /** Answers take their time. */
    @Override
    public void begins(SimCluster world) {
      Plant.every(
          1_000,
          world,
          any -> {
            world.network().weather(new Network.Weather(0, 0, 1, 0.2));
            Plant.later(600, world, world.network()::clear);
          });
    }
  },

  /** A new leader answers at what it knows to be committed, before an entry of its own is. */
  L4_READS_BEFORE_ITS_FIRST_COMMIT {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new EarlyReads(node, incarnation, recovered);
    }
  },

  /** A leader answers by itself, since it leads. */
  L4_LEADER_ANSWERS_ALONE {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void read(long term, Read read) {
          answerRead(term, read, acceptor().commit());
        }
      };
    }

    /** Its clients reach a leader that nobody else does. */
    @Override
    public void begins(SimCluster world) {
      Plant.every(
          2_500,
          world,
          any -> {
            world.leader().ifPresent(leader -> LogPlant.cutOff(world, leader));
            Plant.later(1_200, world, world.network()::mendAll);
          });
    }
  },

  /** Answers a read that is proven from machines that have not come that far. */
  L4_ANSWERS_BEFORE_IT_HAS_APPLIED {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        protected void answerAt(long index, String machine, byte[] query, Caller caller) {
          super.answerAt(0, machine, query, caller);
        }
      };
    }
  };

  private record Asked(String machine, byte[] query, SimReplica.Caller caller) {}
}
