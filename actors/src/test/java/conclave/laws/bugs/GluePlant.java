package conclave.laws.bugs;

import conclave.laws.Plant;
import conclave.machine.Command;
import conclave.machine.Result;
import conclave.machine.wire.MalformedException;
import conclave.raft.Acceptor;
import conclave.raft.Proposal;
import conclave.raft.log.NodeId;
import conclave.sim.Simulation;
import conclave.sim.client.Workload;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.Optional;

/** Bugs in what stands between clients and the log. */
public enum GluePlant implements SimCluster.Host {
  /** Says after a while without an answer that nothing was done. */
  CALLS_NOT_DONE_WHAT_IS_UNKNOWN {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered) {
        @Override
        public void submit(byte[] command, Caller caller) {
          OneAnswer first = new OneAnswer(caller);
          super.submit(command, first);
          node.world()
              .simulation()
              .after(
                  60 * Simulation.MILLI,
                  node.life(),
                  () -> first.refused(Proposal.Reason.OVERLOADED, Optional.empty()));
        }
      };
    }

    /** For longer than a client asks, nobody hears anybody. */
    @Override
    public void begins(SimCluster world) {
      Plant.every(
          4_000,
          world,
          any -> {
            world.nodes().forEach(node -> LogPlant.cutOff(world, node));
            Plant.later(2_300, world, world.network()::mendAll);
          });
    }
  },

  /** Passes a write on in a session of its own, so that a retry through another node is new. */
  PASSES_ON_IN_ITS_OWN_SESSION {
    @Override
    public SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new Proxy(node, incarnation, recovered);
    }
  };

  private static final class OneAnswer implements SimReplica.Caller {
    private final SimReplica.Caller caller;
    private boolean answered;

    OneAnswer(SimReplica.Caller caller) {
      this.caller = caller;
    }

    @Override
    public void done(byte[] result) {
      if (!answered) {
        answered = true;
        caller.done(result);
      }
    }

    @Override
    public void refused(Proposal.Reason reason, Optional<NodeId> leader) {
      if (!answered) {
        answered = true;
        caller.refused(reason, leader);
      }
    }
  }

  /** Has one session for all that it passes on. */
  private static final class Proxy extends SimReplica {
    private long session;
    private long sequence;

    Proxy(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      super(node, incarnation, recovered);
    }

    @Override
    public void submit(byte[] command, Caller caller) {
      if (session == 0) {
        open();
      }
      super.submit(session == 0 ? command : inOwnSession(command), caller);
    }

    private void open() {
      byte[] open = new Command.OpenSession(node.id().name().hashCode() + incarnation()).encode();
      super.submit(
          open,
          new Caller() {
            @Override
            public void done(byte[] result) {
              if (Workload.decode(result) instanceof Result.SessionOpened opened) {
                session = opened.session();
              }
            }

            @Override
            public void refused(Proposal.Reason reason, Optional<NodeId> leader) {
              session = 0;
            }
          });
    }

    private byte[] inOwnSession(byte[] command) {
      try {
        if (Command.decode(command) instanceof Command.Execute e && e.session() < Long.MAX_VALUE) {
          long acked = Math.max(1, ++sequence - 1_000);
          return new Command.Execute(session, sequence, acked, e.machine(), e.payload()).encode();
        }
        return command;
      } catch (MalformedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
