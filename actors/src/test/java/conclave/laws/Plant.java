package conclave.laws;

import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.map.table.MapTable;
import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.Persist;
import conclave.raft.RaftSettings;
import conclave.raft.log.LogSpace;
import conclave.raft.log.NodeId;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A bug for each law that stands today, in the host, where a careless actor would have it. What is
 * planted is the breach itself; the roles are as they are.
 */
enum Plant implements SimCluster.Host {
  /** Acknowledges and votes before the disk has it. */
  L1_ACKNOWLEDGES_BEFORE_THE_SYNC {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void persist(Persist write) {
          super.persist(write);
          tell(acceptor -> acceptor.persisted(write.ticket()));
        }
      };
    }
  },

  /** Accepts what a leader of a former term sends. */
  L2_FOLLOWS_A_FORMER_LEADER {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void receive(NodeId from, Message message) {
          if (message instanceof Message.Append old
              && acceptor().role() == Acceptor.Role.FOLLOWER) {
            long term = Math.max(old.term(), acceptor().term());
            super.receive(
                from,
                new Message.Append(term, old.round(), old.previous(), old.entries(), old.commit()));
          } else {
            super.receive(from, message);
          }
        }
      };
    }
  },

  /** Lets a leadership of a former term see what was appended since. */
  L3_FORMER_LEADERSHIP_SEES_THE_LOG {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new Zombies(node, incarnation, recovered);
    }
  },

  /** Answers a read at once, because it believes to know the commit index. */
  L4_READS_WITHOUT_A_ROUND {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void query(String machine, byte[] query, Caller caller) {
          tell(acceptor -> answerAt(acceptor.commit(), machine, query, caller));
        }
      };
    }
  },

  /** Goes on with a damaged log as if nothing were missing. */
  L6_TRUSTS_A_DAMAGED_LOG {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(
          node,
          incarnation,
          new Acceptor.Recovered(
              recovered.hardState(), recovered.snapshot(), recovered.entries(), false));
    }

    @Override
    public void begins(SimCluster world) {
      every(1_000, world, this::damage);
    }

    private void damage(SimNode node) {
      node.crash();
      node.disk().list().stream()
          .filter(file -> file.endsWith(".seg"))
          .forEach(file -> node.disk().flip(file, 2_000, 3));
      node.start();
    }
  },

  /** Takes whatever is proposed. */
  L7_KEEPS_NO_BOUND {
    @Override
    public RaftSettings settings(RaftSettings s) {
      return new RaftSettings(
          s.heartbeatNanos(),
          s.electionMinNanos(),
          s.electionMaxNanos(),
          s.maxAppendBytes(),
          s.window(),
          1L << 40,
          s.snapshotAfterBytes(),
          s.keepBytes(),
          s.snapshotChunkBytes());
    }
  },

  /** Takes the journal's news for its own, though a former life wrote. */
  L8_TAKES_NEWS_OF_A_FORMER_LIFE {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public boolean isMine(long writtenBy) {
          return true;
        }
      };
    }

    @Override
    public void begins(SimCluster world) {
      every(300, world, SimNode::killReplica);
    }
  },

  /** Votes from an empty disk in the name of the one that was lost. */
  L9_VOTES_AFTER_LOSING_ITS_DISK {
    @Override
    public void begins(SimCluster world) {
      every(
          1_000,
          world,
          node -> {
            node.wipe(true);
            node.start();
          });
    }
  },

  /** Gives out versions of a counter that is not in the snapshot. */
  L10_COUNTER_BESIDE_THE_SNAPSHOT {
    @Override
    public Machines machines() {
      return new Machines(SessionLimits.STANDARD, Map.of(MapTable.NAME, new LocalVersions()));
    }
  },

  /** Assigns places in the log without space for the entries. */
  L12_ASSIGNS_WITHOUT_SPACE {
    @Override
    public LogSpace space(LogSpace journal) {
      return LogSpace.UNLIMITED;
    }

    @Override
    public void begins(SimCluster world) {
      every(1_000, world, node -> node.disk().capacity(node.disk().used()));
    }
  };

  /** Something happens to one running node after the other. */
  static void every(int millis, SimCluster world, Consumer<SimNode> trouble) {
    List<SimNode> nodes = world.nodes();
    for (int i = 1; i * millis < 18_000; i++) {
      SimNode node = nodes.get(i % nodes.size());
      world
          .simulation()
          .after(
              i * millis * Simulation.MILLI,
              Life.WORLD,
              () -> {
                if (node.running() && node.replica().isAlive()) {
                  trouble.accept(node);
                }
              });
    }
  }
}
