package conclave.laws.bugs;

import conclave.laws.Plant;
import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.RaftSettings;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.sim.Simulation;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.Optional;

/** Bugs in how leaders come and go. */
public enum VotePlant implements SimCluster.Host {
  /** Votes for whose log is longest, whatever the term of its last entry. */
  ELECTS_THE_LONGEST_LOG {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void receive(NodeId from, Message message) {
          if (message instanceof Message.Vote ask) {
            super.receive(from, new Message.Vote(ask.term(), seen(ask.last()), ask.handover()));
          } else if (message instanceof Message.PreVote ask) {
            super.receive(from, new Message.PreVote(ask.term(), seen(ask.last())));
          } else {
            super.receive(from, message);
          }
        }

        private EntryId seen(EntryId last) {
          EntryId own = acceptor().last();
          return last.index() >= own.index() && last.compareTo(own) < 0 ? own : last;
        }
      };
    }

    @Override
    public void begins(SimCluster world) {
      LogPlant.leadersWithoutFollowers(world);
    }
  },

  /** Forgets in a restart for whom it voted. */
  FORGETS_ITS_VOTE {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      HardState forgetful = new HardState(recovered.hardState().term(), Optional.empty());
      Acceptor.Recovered less =
          new Acceptor.Recovered(
              forgetful, recovered.snapshot(), recovered.entries(), recovered.suspect());
      return new SimReplica(node, incarnation, less) {
        @Override
        public void send(NodeId to, Message message) {
          super.send(to, message);
          if (message instanceof Message.VoteReply reply && reply.granted()) {
            node.world().simulation().after(Simulation.MILLI, node.life(), node::killReplica);
          }
        }
      };
    }

    /** Candidates meet. */
    @Override
    public RaftSettings settings(RaftSettings s) {
      return new RaftSettings(
          s.heartbeatNanos(),
          s.electionMinNanos(),
          s.electionMinNanos() + Simulation.MILLI,
          s.maxAppendBytes(),
          s.window(),
          s.maxUncommittedBytes(),
          s.snapshotAfterBytes(),
          s.keepBytes(),
          s.snapshotChunkBytes(),
          s.lease());
    }

    @Override
    public void begins(SimCluster world) {
      Plant.every(700, world, any -> world.leader().ifPresent(SimNode::killReplica));
    }
  },

  /** Leads once it has voted for itself. */
  LEADS_WITHOUT_A_MAJORITY {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void ballot(long term) {
          super.ballot(term);
          tell(acceptor -> acceptor.elected(term));
        }
      };
    }
  },

  /** Spends a term before anybody has promised it anything. */
  ASKS_FOR_NO_PRE_VOTES {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void startCandidacy(StartCandidacy start) {
          super.startCandidacy(start);
          if (!start.handover()) {
            tell(acceptor -> acceptor.nominated(start.term()));
          }
        }
      };
    }
  },

  /** Helps whoever asks to depose a leader that it hears. */
  HELPS_TO_DEPOSE_A_LEADER {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void receive(NodeId from, Message message) {
          super.receive(from, message);
          if (message instanceof Message.PreVote ask) {
            tell(
                acceptor -> {
                  if (ask.term() > acceptor.term() && ask.last().compareTo(acceptor.last()) >= 0) {
                    send(from, new Message.PreVoteReply(ask.term(), true));
                  }
                });
          }
        }
      };
    }
  },

  /** Lets others campaign first, and waits for them even where there are none. */
  LETS_OTHERS_CAMPAIGN_FOR_EVER {
    @Override
    public boolean reluctant(SimNode node) {
      return true;
    }

    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void startCandidacy(StartCandidacy start) {
          if (start.handover() || !reluctant(node)) {
            super.startCandidacy(start);
          }
        }
      };
    }
  },

  /** Leads on, though nobody answers. */
  LEADS_ON_ALONE {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void proposerGone(long term, String reason) {
          if (!reason.startsWith("no majority")) {
            super.proposerGone(term, reason);
          }
        }
      };
    }
  }
}
