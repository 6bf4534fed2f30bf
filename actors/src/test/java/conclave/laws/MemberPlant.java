package conclave.laws;

import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.raft.members.MembershipRules;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.Optional;

/** Bugs that break law L11 alone: how members change, and who counts meanwhile. */
public enum MemberPlant implements SimCluster.Host {
  /** Begins the next change before the one before is committed. */
  L11_MAKES_TWO_CHANGES_AT_ONCE {
    @Override
    public MembershipRules.Ripeness ripeness() {
      return (settled, proven) -> proven;
    }

    @Override
    public void begins(SimCluster world) {
      Plant.every(20, world, node -> propose(world));
    }
  },

  /** Changes members before anything of its own term is committed. */
  L11_CHANGES_BEFORE_ITS_TERM_IS_PROVEN {
    @Override
    public MembershipRules.Ripeness ripeness() {
      return (settled, proven) -> settled;
    }

    @Override
    public void begins(SimCluster world) {
      Plant.every(20, world, node -> propose(world));
    }
  },

  /** Whoever may not campaign and hears nobody waits, and is never told that it was removed. */
  L11_WAITS_TO_BE_TOLD {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void send(NodeId to, Message message) {
          if (!(message instanceof Message.PreVote)
              || acceptor().role() != Acceptor.Role.FOLLOWER) {
            super.send(to, message);
          }
        }
      };
    }

    /** At peace a learner is taken out while its process is down. */
    @Override
    public void begins(SimCluster world) {
      Plant.later(20_500, world, () -> world.leader().ifPresent(one -> removeLearner(world, one)));
    }

    private void removeLearner(SimCluster world, SimNode leader) {
      world.nodes().stream()
          .filter(
              node -> leader.replica().acceptor().configuration().learners().contains(node.id()))
          .filter(SimNode::running)
          .findFirst()
          .ifPresent(
              learner -> {
                learner.crash();
                leader.changeMembers(new Change.Remove(learner.id()));
                Plant.later(400, world, learner::start);
              });
    }
  },

  /** Takes whoever comes for somebody who has left. */
  L11_TELLS_A_NEWCOMER_THAT_IT_IS_OUT {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void receive(NodeId from, Message message) {
          super.receive(from, message);
          boolean asks = message instanceof Message.ReadIndex || message instanceof Message.PreVote;
          Acceptor acceptor = acceptor();
          boolean known =
              acceptor.membership().configurationsFrom(acceptor.commit()).stream()
                  .limit(1)
                  .anyMatch(committed -> committed.contains(from));
          if (asks && !known) {
            send(from, new Message.Removed(acceptor.term(), acceptor.commit()));
          }
        }
      };
    }
  },

  /** Counts itself as one of those that are left, though it has taken itself out. */
  L11_COUNTS_ITSELF_AFTER_ITS_REMOVAL {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void handOver(long term, Optional<String> to) {
          tell(acceptor -> acceptor.handover().givenUp(term, "nobody takes over"));
        }

        @Override
        public void durable(long term, EntryId id) {
          super.durable(term, id);
          if (!acceptor().configuration().isVoter(node.id())) {
            Message.AppendReply own = new Message.AppendReply(term, 1, true, id);
            acceptor().configuration().voters().stream().findFirst().ifPresent(v -> answer(v, own));
          }
        }
      };
    }

    @Override
    public void begins(SimCluster world) {
      Plant.every(
          500,
          world,
          any ->
              world
                  .leader()
                  .filter(leader -> voters(leader) > 3)
                  .ifPresent(leader -> leader.changeMembers(new Change.Remove(leader.id()))));
    }
  },

  /** Counts what learners have, and whom they vote for. */
  L11_COUNTS_LEARNERS {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void answer(NodeId from, Message reply) {
          Configuration now = acceptor().configuration();
          super.answer(from, reply);
          if (now.learners().contains(from)) {
            now.voters().stream()
                .filter(voter -> !voter.equals(node.id()))
                .findFirst()
                .ifPresent(voter -> super.answer(voter, reply));
          }
        }
      };
    }
  },

  /** Campaigns by a configuration that was in its log and is no more. */
  L11_KEEPS_WHAT_WAS_ROLLED_BACK {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        private Configuration latest = recovered.snapshot().configuration();
        private EntryId at = EntryId.NONE;

        @Override
        public void observe(conclave.raft.RaftEvent event) {
          super.observe(event);
          if (event.kind() == conclave.raft.RaftEvent.Kind.MEMBERS
              && event.at().index() >= at.index()) {
            latest = acceptor().configuration();
            at = event.at();
          }
        }

        @Override
        public void startCandidacy(StartCandidacy start) {
          super.startCandidacy(
              new StartCandidacy(
                  start.term(), start.self(), latest, start.last(), start.handover()));
        }
      };
    }

    @Override
    public void begins(SimCluster world) {
      Plant.every(100, world, node -> propose(world));
    }
  };

  @Override
  public boolean changesMembers() {
    return true;
  }

  private static int voters(SimNode leader) {
    return leader.replica().acceptor().configuration().voters().size();
  }

  /** Every leader is asked to take out a voter, or to add whoever was taken out. */
  private static void propose(SimCluster world) {
    for (SimNode leader : world.nodes()) {
      if (leader.leads()) {
        Configuration now = leader.replica().acceptor().configuration();
        Optional<Change> back =
            world.nodes().stream()
                .map(SimNode::id)
                .filter(node -> !now.contains(node))
                .findFirst()
                .map(Change.Add::new);
        Optional<Change> away =
            Optional.of(now.voters())
                .filter(voters -> voters.size() > 3)
                .map(voters -> new Change.Remove(voters.get(0)));
        back.or(() -> away).ifPresent(leader::changeMembers);
      }
    }
  }
}
