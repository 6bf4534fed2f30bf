package conclave.sim.pure;

import conclave.raft.Acceptor;
import conclave.raft.Handover;
import conclave.raft.Message;
import conclave.raft.Persist;
import conclave.raft.Proposal;
import conclave.raft.RaftEvent;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.sim.Tally;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What must hold after every event, seen from outside by somebody who sees everything (Raft, figure
 * 3, and the laws).
 */
public final class Invariants {

  /** An invariant was broken. */
  public static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Broken(String message) {
      super(message);
    }
  }

  private record Created(long previousTerm, int payloadHash) {}

  /**
   * @param term of whoever applied it first: it was committed in that term or before
   */
  private record Committed(EntryId entry, long term) {}

  private record Seen(SimReplica life, long term, long commit) {}

  private final Tally tally;
  private final Map<Long, NodeId> leaders = new HashMap<>();
  private final Map<EntryId, Created> created = new HashMap<>();
  private final NavigableMap<Long, Committed> committed = new TreeMap<>();
  private final Map<Long, Long> hashes = new HashMap<>();
  private final Map<Long, Set<NodeId>> successors = new HashMap<>();
  private final Map<NodeId, Long> inherited = new HashMap<>();
  private final Map<NodeId, Seen> seen = new HashMap<>();
  private final Map<NodeId, Long> durableTerms = new HashMap<>();

  public Invariants(Tally tally) {
    this.tally = tally;
  }

  /** After every event, for each node that runs. */
  public void check(SimNode node) {
    SimReplica replica = node.replica();
    Acceptor acceptor = replica.acceptor();
    Seen before = seen.get(node.id());
    if (before != null && before.life() == replica) {
      require(acceptor.term() >= before.term(), "the term of %s went back", node.id());
      require(acceptor.commit() >= before.commit(), "the commit index of %s went back", node.id());
    }
    require(
        acceptor.commit() <= acceptor.last().index(),
        "%s committed beyond the end of its log",
        node.id());
    // A log that was read back from the disk may be longer: all of it is uncommitted at first.
    long stated = node.world().settings().maxUncommittedBytes();
    long bound = Math.max(stated, inherited.getOrDefault(node.id(), 0L));
    require(
        acceptor.role() != Acceptor.Role.LEADER || acceptor.uncommittedBytes() <= bound,
        "%s has %d bytes on their way, the bound is %d (L7)",
        node.id(),
        acceptor.uncommittedBytes(),
        bound);
    seen.put(node.id(), new Seen(replica, acceptor.term(), acceptor.commit()));
  }

  public void observed(SimNode node, RaftEvent event) {
    node.world().simulation().trace(event.kind().ordinal(), event.term(), event.at().index());
    switch (event.kind()) {
      case LEADER -> elected(node, event);
      case STEPPED_DOWN -> tally.add(Tally.Count.STEP_DOWNS, 1);
      case TRUNCATED -> tally.add(Tally.Count.TRUNCATED_ENTRIES, 1);
      case HEALED -> tally.add(Tally.Count.HEALED, 1);
      case INSTALLED -> tally.add(Tally.Count.SNAPSHOTS_INSTALLED, 1);
      default -> {}
    }
  }

  /** Election safety and leader completeness. */
  private void elected(SimNode node, RaftEvent event) {
    tally.add(Tally.Count.ELECTIONS, 1);
    inherited.put(node.id(), node.replica().acceptor().uncommittedBytes());
    NodeId other = leaders.putIfAbsent(event.term(), node.id());
    require(
        other == null || other.equals(node.id()),
        "term %d has two leaders, %s and %s",
        event.term(),
        other,
        node.id());
    // Whoever wins late may lack what was committed in a later term meanwhile.
    committed.descendingMap().values().stream()
        .filter(known -> known.term() < event.term())
        .findFirst()
        .ifPresent(
            last ->
                require(
                    node.holds(last.entry()),
                    "%s leads term %d without the committed entry %s",
                    node.id(),
                    event.term(),
                    last.entry()));
  }

  /** Log matching: one entry for one id, and always after the same predecessor. */
  public void written(SimNode node, Persist write) {
    Entry before = null;
    for (Entry entry : write.entries()) {
      long previousTerm = before != null ? before.term() : node.termBefore(entry.index());
      before = entry;
      if (previousTerm < 0) {
        continue;
      }
      Created now = new Created(previousTerm, Arrays.hashCode(entry.payload()));
      Created first = created.putIfAbsent(entry.id(), now);
      require(
          first == null || first.equals(now),
          "entry %s of %s differs from what it was elsewhere",
          entry.id(),
          node.id());
    }
  }

  /** Law L1: what is granted or acknowledged is durable. Law L2: who hands over to whom. */
  public void sent(SimNode node, NodeId to, Message message) {
    if (message instanceof Message.TimeoutNow notice) {
      successors.computeIfAbsent(notice.term(), term -> new HashSet<>()).add(to);
    } else if (message instanceof Message.Vote vote && vote.handover()) {
      require(
          successors.getOrDefault(vote.term() - 1, Set.of()).contains(node.id()),
          "%s asks for votes of term %d as a successor, but no leader of term %d named it (L2)",
          node.id(),
          vote.term(),
          vote.term() - 1);
    }
    if (message instanceof Message.AppendReply reply && reply.matched()) {
      require(
          node.journal().truth().holds(reply.at()),
          "%s acknowledged %s to %s before it was durable (L1)",
          node.id(),
          reply.at(),
          to);
      requireDurableTerm(node, reply);
    } else if (message instanceof Message.VoteReply reply && reply.granted()) {
      require(
          node.journal().truth().votedFor(reply.term(), to),
          "%s voted for %s in term %d before that was durable (L1)",
          node.id(),
          to,
          reply.term());
    }
  }

  private void requireDurableTerm(SimNode node, Message message) {
    require(
        node.journal().truth().term() >= message.term(),
        "%s spoke in term %d before that term was durable (L1)",
        node.id(),
        message.term());
  }

  /** State machine safety, and that what was committed stays. */
  public void applied(SimNode node, Entry entry, long historyHash) {
    long term = node.replica().acceptor().term();
    Committed first = committed.putIfAbsent(entry.index(), new Committed(entry.id(), term));
    if (first == null) {
      tally.add(Tally.Count.COMMITTED_ENTRIES, 1);
      node.world().simulation().trace(entry.kind().code(), entry.index(), entry.term());
    }
    require(
        first == null || first.entry().equals(entry.id()),
        "%s applied %s where %s was committed",
        node.id(),
        entry.id(),
        first);
    sameHash(node, entry.index(), historyHash);
  }

  public void restored(SimNode node, EntryId at, long historyHash) {
    Committed known = committed.get(at.index());
    require(
        known == null || known.entry().equals(at),
        "%s restored a snapshot of %s where %s was committed",
        node.id(),
        at,
        known);
    sameHash(node, at.index(), historyHash);
  }

  private void sameHash(SimNode node, long index, long historyHash) {
    Long other = hashes.putIfAbsent(index, historyHash);
    require(
        other == null || other == historyHash,
        "the machines of %s differ from the others' at %d",
        node.id(),
        index);
  }

  /** What the journal gives back after a crash holds all that was durable, and no older term. */
  public void recovered(SimNode node, Acceptor.Recovered recovered) {
    tally.add(Tally.Count.RECOVERIES, 1);
    if (recovered.suspect()) {
      return;
    }
    node.journal().truth().requireWithin(recovered, this);
    long term = recovered.hardState().term();
    Long before = durableTerms.put(node.id(), term);
    require(before == null || term >= before, "%s forgot term %d", node.id(), before);
  }

  public void refused(Proposal.Reason reason) {
    switch (reason) {
      case OVERLOADED -> tally.add(Tally.Count.OVERLOADED, 1);
      case NO_SPACE -> tally.add(Tally.Count.NO_SPACE, 1);
      case HANDING_OVER -> tally.add(Tally.Count.HELD_PROPOSALS, 1);
      case NOT_LEADER -> {}
    }
  }

  public void handoverEnded(Handover.Outcome outcome) {
    boolean done = outcome instanceof Handover.Outcome.Done;
    tally.add(done ? Tally.Count.HANDED_OVER : Tally.Count.HANDOVERS_FAILED, 1);
  }

  public void readServed(Acceptor.Role role) {
    tally.add(Tally.Count.READS, 1);
    if (role == Acceptor.Role.FOLLOWER) {
      tally.add(Tally.Count.FOLLOWER_READS, 1);
    }
  }

  public void require(boolean rule, String sentence, Object... words) {
    if (!rule) {
      throw new Broken(sentence.formatted(words));
    }
  }
}
