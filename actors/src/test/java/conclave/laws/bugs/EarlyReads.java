package conclave.laws.bugs;

import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.Read;
import conclave.raft.log.NodeId;
import conclave.sim.Simulation;
import conclave.sim.pure.SimNode;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Answers reads once a majority answered a round, at what is known to be committed; a new leader
 * knows less than the former one did, which died as soon as it had committed something.
 */
final class EarlyReads extends LateOpening {

  private static final int FATAL = 40;

  private record Noted(long index, long round, Set<NodeId> answered) {}

  private final Map<Read, Noted> waiting = new LinkedHashMap<>();
  private long round;

  EarlyReads(SimNode node, long incarnation, Acceptor.Recovered recovered) {
    super(node, incarnation, recovered);
  }

  @Override
  public void committed(long term, long index) {
    super.committed(term, index);
    if (index % FATAL == 0) {
      node.world().simulation().after(Simulation.MILLI, node.life(), this::die);
    }
  }

  @Override
  public void send(NodeId to, Message message) {
    if (message instanceof Message.Append append) {
      round = append.round();
    }
    super.send(to, message);
  }

  @Override
  public void read(long term, Read read) {
    if (acceptor().commit() >= opening()) {
      super.read(term, read);
    } else {
      waiting.put(read, new Noted(acceptor().commit(), round + 1, new HashSet<>()));
    }
  }

  @Override
  public void answer(NodeId from, Message message) {
    super.answer(from, message);
    if (!(message instanceof Message.AppendReply reply)) {
      return;
    }
    for (Iterator<Map.Entry<Read, Noted>> i = waiting.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<Read, Noted> next = i.next();
      Noted noted = next.getValue();
      boolean proof = reply.round() >= noted.round() && noted.answered().add(from);
      if (proof && noted.answered().size() + 1 == acceptor().configuration().majority()) {
        i.remove();
        answerRead(reply.term(), next.getKey(), noted.index());
      }
    }
  }
}
