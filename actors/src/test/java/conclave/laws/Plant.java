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
import conclave.sim.Fault;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A bug for each law that stands today, in the host, where a careless actor would have it. What is
 * planted is the breach itself; the roles are as they are.
 */
public enum Plant implements SimCluster.Host {
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

  /** Campaigns over a living leader, because a former one once named it its successor. */
  L2_SUCCEEDS_A_FORMER_LEADER {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void receive(NodeId from, Message message) {
          if (message instanceof Message.TimeoutNow && acceptor().leader().isPresent()) {
            super.receive(
                acceptor().leader().get(),
                new Message.TimeoutNow(acceptor().term(), acceptor().last()));
          } else {
            super.receive(from, message);
          }
        }
      };
    }

    @Override
    public void begins(SimCluster world) {
      every(300, world, node -> handOver(world, Optional.empty()));
    }
  },

  /** Whoever is named a successor is voted for unseen, and anybody is named. */
  L2_VOTES_FOR_A_SUCCESSOR_UNSEEN {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void receive(NodeId from, Message message) {
          if (message instanceof Message.TimeoutNow notice) {
            super.receive(from, new Message.TimeoutNow(notice.term(), acceptor().last()));
          } else if (message instanceof Message.Vote vote && vote.handover()) {
            super.receive(from, new Message.Vote(vote.term(), acceptor().last(), true));
          } else {
            super.receive(from, message);
          }
        }
      };
    }

    @Override
    public void begins(SimCluster world) {
      every(300, world, node -> world.leader().ifPresent(leader -> name(leader, node)));
    }

    private void name(SimNode leader, SimNode node) {
      Acceptor acceptor = leader.replica().acceptor();
      leader.send(node.id(), new Message.TimeoutNow(acceptor.term(), acceptor.last()));
      leader
          .invariants()
          .sent(leader, node.id(), new Message.TimeoutNow(acceptor.term(), acceptor.last()));
    }
  },

  /** Lets a leadership of a former term see what was appended since. */
  L3_FORMER_LEADERSHIP_SEES_THE_LOG {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new Zombies(node, incarnation, recovered);
    }
  },

  /** Keeps trying to read its own snapshot, which is damaged, and asks nobody for another. */
  L6_WAITS_FOR_A_DAMAGED_SNAPSHOT {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void send(NodeId to, Message message) {
          if (!(message instanceof Message.SnapshotWanted)) {
            super.send(to, message);
          }
        }
      };
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

  /** Answers a former leader as if it led still: it may lead again, and takes that for proof. */
  L4_ANSWERS_A_FORMER_LEADERSHIP {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        private long round;

        @Override
        public void receive(NodeId from, Message message) {
          if (message instanceof Message.Append append && append.term() < acceptor().term()) {
            round = append.round();
          }
          super.receive(from, message);
        }

        @Override
        public void send(NodeId to, Message message) {
          boolean stale =
              message instanceof Message.AppendReply reply
                  && reply.round() == Message.AppendReply.STALE;
          super.send(
              to,
              stale
                  ? new Message.AppendReply(message.term(), round, false, acceptor().last())
                  : message);
        }
      };
    }

    /** Somebody gives the leadership away, gets it back, and is cut off. */
    @Override
    public void begins(SimCluster world) {
      every(
          3_000,
          world,
          any ->
              world
                  .leader()
                  .ifPresent(
                      leader -> {
                        handOver(world, Optional.empty());
                        later(30, world, () -> handOver(world, Optional.of(leader.id().name())));
                        later(300, world, () -> cutOff(world, leader));
                        later(2_000, world, world.network()::mendAll);
                      }));
    }

    private void cutOff(SimCluster world, SimNode alone) {
      for (SimNode other : world.nodes()) {
        world.network().cut(alone.id().name(), other.id().name(), Fault.PARTITION);
        world.network().cut(other.id().name(), alone.id().name(), Fault.PARTITION);
      }
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
      every(1_000, world, Plant::damage);
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
          s.snapshotChunkBytes(),
          s.lease());
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

  public static void handOver(SimCluster world, Optional<String> to) {
    world.leader().ifPresent(leader -> leader.replica().tell(a -> a.handover().ask(to)));
  }

  /** Its process is killed, a bit of each segment rots, and another process starts. */
  public static void damage(SimNode node) {
    node.crash();
    node.disk().list().stream()
        .filter(file -> file.endsWith(".seg"))
        .forEach(file -> node.disk().flip(file, 2_000, 3));
    node.start();
  }

  /** Its process is killed, and another one starts soon. */
  public static void restart(SimNode node) {
    if (node.running()) {
      node.crash();
      later(
          20,
          node.world(),
          () -> {
            if (!node.running()) {
              node.start();
            }
          });
    }
  }

  public static void later(int millis, SimCluster world, Runnable trouble) {
    world.simulation().after(millis * Simulation.MILLI, Life.WORLD, trouble);
  }

  /** Something happens to one running node after the other. */
  public static void every(int millis, SimCluster world, Consumer<SimNode> trouble) {
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
