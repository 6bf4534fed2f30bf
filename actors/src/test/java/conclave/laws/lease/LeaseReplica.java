package conclave.laws.lease;

import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.Read;
import conclave.raft.log.NodeId;
import conclave.sim.Tally;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;

/** Counts which reads needed a round of messages. */
class LeaseReplica extends SimReplica {

  /** What is counted. */
  enum Figure implements Tally.Figure {
    /** Reads that a leader answered by itself. */
    READS_BY_LEASE,
    /** Reads that waited for the answers of a majority. */
    READS_BY_ROUND,
    /** What leaders and followers sent each other, but for pre-votes and votes. */
    MESSAGES
  }

  private Read arriving;

  LeaseReplica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
    super(node, incarnation, recovered);
  }

  /** What the leadership takes for the time when a read has arrived. */
  protected long timeOfReading() {
    return clock();
  }

  @Override
  public void read(long term, Read read) {
    proposer()
        .filter(proposer -> proposer.term() == term)
        .ifPresent(
            proposer ->
                proposer.tellLeadership(
                    leadership -> {
                      arriving = read;
                      leadership.read(read, timeOfReading());
                      arriving = null;
                    }));
  }

  @Override
  public void answerRead(long term, Read read, long index) {
    if (index > 0) {
      boolean byLease = read.equals(arriving);
      count(byLease ? Figure.READS_BY_LEASE : Figure.READS_BY_ROUND);
    }
    super.answerRead(term, read, index);
  }

  @Override
  public void send(NodeId to, Message message) {
    if (message instanceof Message.Append || message instanceof Message.AppendReply) {
      count(Figure.MESSAGES);
    }
    super.send(to, message);
  }

  private void count(Figure figure) {
    node.world().tally().add(figure, 1);
  }
}
