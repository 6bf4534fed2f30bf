package conclave.laws.bugs;

import conclave.laws.Plant;
import conclave.machine.Command;
import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.Persist;
import conclave.raft.Slice;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.sim.Fault;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;

/** Bugs in what is acknowledged, counted and kept of a log. */
public enum LogPlant implements SimCluster.Host {
  /** Votes before the vote is on the disk. */
  L1_VOTES_BEFORE_THE_SYNC {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void persist(Persist write) {
          super.persist(write);
          if (write.hardState().isPresent() && acceptor().role() == Acceptor.Role.FOLLOWER) {
            tell(acceptor -> acceptor.persisted(write.ticket()));
          }
        }
      };
    }
  },

  /** A follower acknowledges entries before they are on its disk. */
  L1_FOLLOWER_ACKNOWLEDGES_BEFORE_THE_SYNC {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void persist(Persist write) {
          super.persist(write);
          if (!write.entries().isEmpty() && acceptor().role() == Acceptor.Role.FOLLOWER) {
            tell(acceptor -> acceptor.persisted(write.ticket()));
          }
        }
      };
    }
  },

  /** A leader counts itself for entries that are not on its disk. */
  L1_LEADER_COUNTS_ITSELF_BEFORE_THE_SYNC {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new Hasty(node, incarnation, recovered);
    }
  },

  /** Counts a majority for an entry of a former term, and calls it committed. */
  COMMITS_A_FORMER_TERM_BY_COUNTING {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new Counting(node, incarnation, recovered);
    }

    @Override
    public void begins(SimCluster world) {
      leadersWithoutFollowers(world);
    }
  },

  /** Applies what it has, committed or not. */
  APPLIES_WHAT_IS_NOT_COMMITTED {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void receive(NodeId from, Message message) {
          if (message instanceof Message.Append a && !a.entries().isEmpty()) {
            long end = a.entries().get(a.entries().size() - 1).index();
            super.receive(
                from, new Message.Append(a.term(), a.round(), a.previous(), a.entries(), end));
          } else {
            super.receive(from, message);
          }
        }
      };
    }
  },

  /** A snapshot of the leader takes the place of the log, but for what is beyond it. */
  KEEPS_A_STALE_END_BEYOND_A_SNAPSHOT {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new StaleEnd(node, incarnation, recovered);
    }

    @Override
    public void begins(SimCluster world) {
      leadersWithoutFollowers(world);
    }
  };

  /** Now and then a leader is alone with a long log that nobody else will ever have. */
  static void leadersWithoutFollowers(SimCluster world) {
    byte[] command = new Command.Execute(Long.MAX_VALUE, 1, 1, "map", new byte[0]).encode();
    Plant.every(
        4_000,
        world,
        any ->
            world
                .leader()
                .ifPresent(
                    leader -> {
                      cutOff(world, leader);
                      leader.flood(command, 400);
                      Plant.later(2_500, world, world.network()::mendAll);
                    }));
  }

  static void cutOff(SimCluster world, SimNode alone) {
    for (SimNode other : world.nodes()) {
      world.network().cut(alone.id().name(), other.id().name(), Fault.PARTITION);
      world.network().cut(other.id().name(), alone.id().name(), Fault.PARTITION);
    }
  }

  /** Takes what it has just appended for durable; and dies when that matters most. */
  private static final class Hasty extends SimReplica {
    private EntryId appended = EntryId.NONE;

    Hasty(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      super(node, incarnation, recovered);
    }

    @Override
    public void appended(Slice slice) {
      super.appended(slice);
      appended = slice.end();
      durable(slice.term(), appended);
    }

    @Override
    public void committed(long term, long index) {
      super.committed(term, index);
      if (index == appended.index() && !node.truth().holds(appended)) {
        EntryId lost = appended;
        tell(acceptor -> node.mailbox(node.life()).tell(() -> dieWith(lost)));
      }
    }

    /** The others that have it stand still, so that those who have not elect the next leader. */
    private void dieWith(EntryId entry) {
      if (node.truth().holds(entry)) {
        return;
      }
      Plant.restart(node);
      node.world().nodes().stream()
          .filter(other -> other != node && other.running() && other.holds(entry))
          .forEach(other -> other.pause(2_000_000_000L));
    }
  }
}
