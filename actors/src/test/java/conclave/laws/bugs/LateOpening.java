package conclave.laws.bugs;

import conclave.laws.Plant;
import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.log.Entry;
import conclave.raft.log.NodeId;
import conclave.sim.Simulation;
import conclave.sim.pure.Run;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.List;

/** Its links lose the entry that opens a term for a while, which is no bug yet. */
class LateOpening extends SimReplica {

  static final int LATE_MS = 200;

  private long opening;
  private boolean late;

  LateOpening(SimNode node, long incarnation, Acceptor.Recovered recovered) {
    super(node, incarnation, recovered);
  }

  final long opening() {
    return opening;
  }

  /** Comes back soon; in peace nobody dies. */
  final void die() {
    boolean peace = node.world().simulation().now() > Run.FAULTS - 2 * Simulation.SECOND;
    if (!peace && isAlive()) {
      Plant.restart(node);
    }
  }

  @Override
  public void startLeadership(StartLeadership start) {
    opening = start.opening().end().index();
    late = true;
    Plant.later(LATE_MS, node.world(), () -> late = false);
    super.startLeadership(start);
  }

  @Override
  public void send(NodeId to, Message message) {
    if (!late || !(message instanceof Message.Append a) || a.entries().isEmpty()) {
      super.send(to, message);
      return;
    }
    List<Entry> before = a.entries().stream().filter(entry -> entry.index() < opening).toList();
    super.send(to, new Message.Append(a.term(), a.round(), a.previous(), before, a.commit()));
  }
}
