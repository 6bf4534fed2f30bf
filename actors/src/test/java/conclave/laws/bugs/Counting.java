package conclave.laws.bugs;

import conclave.laws.Plant;
import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.log.NodeId;
import conclave.raft.proposer.Leadership;
import conclave.sim.pure.SimNode;
import java.util.List;

/** Commits by counting alone (Raft, figure 8); most of its leaders die early. */
final class Counting extends LateOpening {

  Counting(SimNode node, long incarnation, Acceptor.Recovered recovered) {
    super(node, incarnation, recovered);
  }

  @Override
  public void startLeadership(StartLeadership start) {
    super.startLeadership(start);
    if (start.term() % 4 != 0) {
      Plant.later(LATE_MS / 2, node.world(), this::die);
    }
  }

  @Override
  public void answer(NodeId from, Message reply) {
    super.answer(from, reply);
    proposer().ifPresent(host -> host.tellLeadership(this::count));
  }

  private void count(Leadership leadership) {
    List<NodeId> voters = acceptor().configuration().voters();
    long reached =
        voters.stream()
            .map(leadership::matchIndex)
            .sorted()
            .toList()
            .get(voters.size() - acceptor().configuration().majority());
    if (reached > leadership.commit()) {
      committed(leadership.term(), reached);
    }
  }
}
