package conclave.sharding;

import conclave.machine.Command;
import conclave.machine.Result;
import conclave.machine.wire.MalformedException;
import conclave.raft.Proposal;
import conclave.raft.log.NodeId;
import conclave.ring.PlacementReply;
import conclave.ring.PlacementTable;
import conclave.ring.Rebalance;
import conclave.sim.Mailbox;
import conclave.sim.Simulation;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import conclave.sim.world.Invariants;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Brings proposals of one placement to the log, as a gateway does: under a session, one at a time,
 * again at another node until its time is over.
 */
final class SimProposals {

  private static final long TRY = 300 * Simulation.MILLI;
  private static final long PATIENCE = 1_500 * Simulation.MILLI;

  private final class Request {
    private final byte[] bytes;
    private int tries;

    Request(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final RingWorld world;
  private final String name;
  private final Mailbox mailbox;
  private final RandomGenerator random;
  private String target;
  private long session;
  private long sequence;
  private Request current;

  SimProposals(RingWorld world, SimNode node, Mailbox mailbox) {
    this.world = world;
    this.name = node.id().name();
    this.mailbox = mailbox;
    this.random = world.simulation().stream();
    this.target = name;
  }

  /** Whether none is under way; where there is no session yet, one is opened first. */
  boolean mayPropose() {
    if (current == null && session == 0) {
      begin(new Command.OpenSession(random.nextLong()).encode());
    }
    return current == null;
  }

  void propose(Rebalance change) {
    sequence++;
    begin(
        new Command.Execute(session, sequence, sequence, PlacementTable.NAME, change.encode())
            .encode());
  }

  private void begin(byte[] bytes) {
    Request request = new Request(bytes);
    current = request;
    mailbox.later(PATIENCE, () -> giveUp(request));
    attempt(request);
  }

  private void giveUp(Request request) {
    if (request == current) {
      current = null;
      world.tally().add(RingFigure.UNHEARD, session == 0 ? 0 : 1);
    }
  }

  private void attempt(Request request) {
    if (request == current) {
      int number = ++request.tries;
      SimNode node = world.cluster().node(target);
      SimReplica.Caller caller = caller(request, target, number);
      world.cluster().network().send(name, target, () -> node.submit(request.bytes, caller));
      mailbox.later(TRY, () -> again(request, number, Optional.empty()));
    }
  }

  private void again(Request request, int number, Optional<NodeId> hint) {
    if (request.tries == number) {
      target = hint.map(NodeId::name).orElseGet(this::anyNode);
      attempt(request);
    }
  }

  private String anyNode() {
    List<SimNode> nodes = world.cluster().nodes();
    return nodes.get(random.nextInt(nodes.size())).id().name();
  }

  private SimReplica.Caller caller(Request request, String from, int number) {
    return new SimReplica.Caller() {
      @Override
      public void done(byte[] result) {
        toMailbox(from, () -> answered(request, result));
      }

      @Override
      public void refused(Proposal.Reason reason, Optional<NodeId> leader) {
        long pause = 5 * Simulation.MILLI + random.nextLong(30 * Simulation.MILLI);
        toMailbox(from, () -> mailbox.later(pause, () -> again(request, number, leader)));
      }
    };
  }

  private void toMailbox(String from, Runnable message) {
    world.cluster().network().send(from, name, () -> mailbox.tell(message));
  }

  private void answered(Request request, byte[] bytes) {
    if (request != current) {
      return;
    }
    current = null;
    Result result = result(bytes);
    if (result instanceof Result.SessionOpened opened) {
      session = opened.session();
    } else if (result instanceof Result.Ok ok) {
      settled(reply(ok.reply()));
    } else {
      throw new Invariants.Broken(name + " was answered " + result);
    }
  }

  /** A plan from the present epoch fits, or the planner is wrong. */
  private void settled(PlacementReply reply) {
    if (reply instanceof PlacementReply.Stale) {
      world.tally().add(RingFigure.STALE, 1);
    } else if (!(reply instanceof PlacementReply.Installed)) {
      throw new Invariants.Broken(name + " was answered " + reply);
    }
  }

  private static Result result(byte[] bytes) {
    try {
      return Result.decode(bytes);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static PlacementReply reply(byte[] bytes) {
    try {
      return PlacementReply.decode(bytes);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
