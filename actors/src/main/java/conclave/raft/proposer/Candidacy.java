package conclave.raft.proposer;

import conclave.raft.AcceptorEffects.StartCandidacy;
import conclave.raft.Message;
import conclave.raft.log.NodeId;
import java.util.HashSet;
import java.util.Set;

/**
 * One campaign: the tally of pre-votes, then of votes, for one term.
 *
 * <pre>
 *   begin --> asks PreVote(term) --majority--> nominated(term)
 *                                                  |  the acceptor spends the term, votes for itself,
 *                                                  v  and says when that vote is durable
 *   ballot --> asks Vote(term)    --majority--> elected(term)
 * </pre>
 *
 * <p>A successor, which the leader has named, asks for no pre-votes: its term is spent already.
 *
 * <p>It promises nothing and may be lost at any moment: the acceptor's next time-out starts
 * another. Only voters of the configuration count, each once, and by name and incarnation.
 */
public final class Candidacy {

  /** What a campaign wants done. */
  public interface Effects {
    /** Send to a peer; may be lost. */
    void send(NodeId to, Message message);

    /** A majority would vote for this node in {@code term}. */
    void nominated(long term);

    /** A majority has voted for this node in {@code term}. */
    void elected(long term);
  }

  private final StartCandidacy start;
  private final Effects effects;
  private final Set<NodeId> granted = new HashSet<>();
  private boolean ballot;
  private boolean elected;

  public Candidacy(StartCandidacy start, Effects effects) {
    this.start = start;
    this.effects = effects;
  }

  public long term() {
    return start.term();
  }

  /** Asks for pre-votes; its own is given. A successor needs none. */
  public void begin() {
    if (start.handover()) {
      return;
    }
    askVoters(new Message.PreVote(start.term(), start.last()));
    grant(start.self());
  }

  /** The acceptor's own vote for this term is durable: asks for the real votes. */
  public void ballot() {
    if (ballot) {
      return;
    }
    ballot = true;
    granted.clear();
    askVoters(new Message.Vote(start.term(), start.last(), start.handover()));
    grant(start.self());
  }

  public void on(NodeId from, Message.PreVoteReply reply) {
    if (!ballot && reply.granted() && reply.term() == start.term()) {
      grant(from);
    }
  }

  public void on(NodeId from, Message.VoteReply reply) {
    if (ballot && reply.granted() && reply.term() == start.term()) {
      grant(from);
    }
  }

  private void askVoters(Message question) {
    for (NodeId voter : start.configuration().voters()) {
      if (!voter.equals(start.self())) {
        effects.send(voter, question);
      }
    }
  }

  private void grant(NodeId voter) {
    if (elected || !start.configuration().isVoter(voter) || !granted.add(voter)) {
      return;
    }
    if (granted.size() != start.configuration().majority()) {
      return;
    }
    if (ballot) {
      elected = true;
      effects.elected(start.term());
    } else {
      effects.nominated(start.term());
    }
  }
}
