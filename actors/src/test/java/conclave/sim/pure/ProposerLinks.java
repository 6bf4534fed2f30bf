package conclave.sim.pure;

import conclave.raft.AcceptorEffects;
import conclave.raft.Message;
import conclave.raft.Read;
import conclave.raft.Slice;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.proposer.Leadership;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A replica's host as far as it concerns whoever proposes: at most one, and its term is checked.
 */
public abstract class ProposerLinks implements AcceptorEffects {

  private SimProposer proposer;

  /** The whole host. */
  protected abstract SimReplica self();

  public Optional<SimProposer> proposer() {
    return Optional.ofNullable(proposer);
  }

  /** It is gone, and nobody stopped it. */
  protected void forgetProposer() {
    proposer = null;
  }

  @Override
  public void startCandidacy(StartCandidacy start) {
    stopProposer();
    proposer = SimProposer.campaign(self(), start);
  }

  @Override
  public void ballot(long term) {
    if (proposer != null) {
      proposer.ballot();
    }
  }

  @Override
  public void startLeadership(StartLeadership start) {
    stopProposer();
    proposer = SimProposer.lead(self(), start);
  }

  @Override
  public void stopProposer() {
    if (proposer != null) {
      proposer.stop();
      proposer = null;
    }
  }

  @Override
  public void appended(Slice slice) {
    toLeadership(slice.term(), leadership -> leadership.appended(slice));
  }

  @Override
  public void durable(long term, EntryId id) {
    toLeadership(term, leadership -> leadership.durable(id));
  }

  @Override
  public void slice(NodeId peer, Slice slice) {
    toLeadership(slice.term(), leadership -> leadership.slice(peer, slice));
  }

  @Override
  public void compacted(long term, NodeId peer) {
    toLeadership(term, leadership -> leadership.compacted(peer));
  }

  @Override
  public void read(long term, Read read) {
    toLeadership(term, leadership -> leadership.read(read, self().clock()));
  }

  private void toLeadership(long term, Consumer<Leadership> message) {
    if (proposer != null && proposer.term() == term) {
      proposer.tellLeadership(message);
    }
  }

  @Override
  public void answer(NodeId from, Message reply) {
    if (proposer != null) {
      proposer.answer(from, reply);
    }
  }

  @Override
  public void handOver(long term, Optional<String> to) {
    toLeadership(term, leadership -> leadership.handOver(to, self().clock()));
  }

  @Override
  public void weigh(long term, Configuration next) {
    toLeadership(term, leadership -> leadership.weigh(next));
  }
}
