package conclave.raft;

import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.members.Change;
import java.util.List;
import java.util.Optional;

/**
 * What an {@link Acceptor} wants done, in the order of the calls. A host carries it out and decides
 * nothing; a new kind of effect does not compile until every host has it.
 */
public interface AcceptorEffects {

  /**
   * A campaign.
   *
   * @param term the term to campaign in, one above the acceptor's
   * @param self who campaigns
   * @param configuration who votes
   * @param last the end of the acceptor's log
   * @param handover the leader named this replica its successor: the term is spent already
   */
  record StartCandidacy(
      long term, NodeId self, Configuration configuration, EntryId last, boolean handover) {}

  /**
   * A leadership.
   *
   * @param term the term that is led
   * @param self the leader
   * @param configuration who votes and who listens
   * @param commit the acceptor's commit index
   * @param opening the slice that ends with the no-op entry of this term
   */
  record StartLeadership(
      long term, NodeId self, Configuration configuration, long commit, Slice opening) {}

  /** Make durable, then answer with {@link Acceptor#persisted}. */
  void persist(Persist write);

  /** Send to a peer; may be lost. */
  void send(NodeId to, Message message);

  /** Committed entries for the machines: consecutive, each once unless replayed. */
  void apply(List<Entry> committed);

  /** The machines shall continue from this durable snapshot, whatever they held. */
  void restore(SnapshotId snapshot);

  /**
   * Make a snapshot of the machines, which now stand exactly at {@code at}, then answer with {@link
   * Acceptor#snapshotTaken}.
   */
  void takeSnapshot(SnapshotId at);

  /**
   * A leader's snapshot will come: find out which part of it is here already, then answer with
   * {@link Acceptor#chunkStored}.
   */
  void expectSnapshot(NodeId from, Message.SnapshotOffer offer);

  /** Keep a part of a leader's snapshot, then answer with {@link Acceptor#chunkStored}. */
  void storeChunk(NodeId from, Message.SnapshotChunk chunk);

  /** Begin a campaign; a former proposer is gone. */
  void startCandidacy(StartCandidacy start);

  /** To the campaign: the own vote is durable. */
  void ballot(long term);

  /** Begin a leadership; the campaign is over. */
  void startLeadership(StartLeadership start);

  /** Whoever proposes shall stop. */
  void stopProposer();

  /** To the leadership: new entries. */
  void appended(Slice slice);

  /** To the leadership: the own log is durable up to {@code id}. */
  void durable(long term, EntryId id);

  /** To the leadership: the slice that it wanted for {@code peer}. */
  void slice(NodeId peer, Slice slice);

  /** To the leadership: what it wanted for {@code peer} was compacted. */
  void compacted(long term, NodeId peer);

  /** To the proposer of the current term: a peer's answer. */
  void answer(NodeId from, Message reply);

  /** To the leadership: a read. */
  void read(long term, Read read);

  /** To the leadership: another voter shall lead, that one or the most up to date. */
  void handOver(long term, Optional<String> to);

  /** What became of the handover that was asked for. */
  void handoverEnded(Handover.Outcome outcome);

  /** To the leadership: would a majority answer, if these were the members? */
  void weigh(long term, Configuration next);

  /** What became of the change of members that was asked for. */
  void changeEnded(Change.Outcome outcome);

  /** A read of this replica may be answered once {@code index} is applied. */
  void readReady(long id, long index);

  /** No leader is known that could serve this read. */
  void readFailed(long id);

  /** A message for the {@link conclave.raft.audit.Auditor}, of the present term. */
  void audit(NodeId from, Message.OfAudit message);

  /**
   * Find out what the machines are when they have applied exactly {@code at}, and tell the auditor;
   * if they are beyond it already, or another entry is there, never. A former wish is forgotten.
   */
  void fingerprint(EntryId at);

  /**
   * The machines are wrong: they shall apply and answer nothing any more until they are restored.
   */
  void dropState();

  /** Tell whoever watches. */
  void observe(RaftEvent event);
}
