package conclave.sim.world;

import conclave.raft.Acceptor;
import conclave.raft.Handover;
import conclave.raft.Message;
import conclave.raft.Persist;
import conclave.raft.Proposal;
import conclave.raft.RaftEvent;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
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

  /** What only plants bring about. */
  public enum AuditFigure implements Tally.Figure {
    DIVERGED
  }

  private record Created(long previousTerm, int payloadHash) {}

  /**
   * @param term of whoever applied it first: it was committed in that term or before
   */
  private record Committed(EntryId entry, long term) {}

  /** A node as it was after the event before. */
  private static final class Seen {
    private Acceptor life;
    private long term;
    private long commit;
  }

  /** What the machines were given before they are told to stop. */
  private static final long MAIL_ON_ITS_WAY = Simulation.SECOND;

  private final Tally tally;
  private final MemberLaws members;
  private final Map<Long, NodeId> leaders = new HashMap<>();
  private final Map<EntryId, Created> created = new HashMap<>();
  private final NavigableMap<Long, Committed> committed = new TreeMap<>();
  private final Map<Long, Long> hashes = new HashMap<>();
  private final Map<Long, Set<NodeId>> successors = new HashMap<>();
  private final Map<NodeId, Long> inherited = new HashMap<>();
  private final Map<Node, Seen> seen = new IdentityHashMap<>();
  private final Map<NodeId, Long> durableTerms = new HashMap<>();
  private final Map<Node, Long> wrongSince = new HashMap<>();
  private final ElectionRules elections = new ElectionRules(this);

  public Invariants(Tally tally) {
    this.tally = tally;
    this.members = new MemberLaws(this, tally);
  }

  /** After every event, for each node that runs: sentences are only made for what is broken. */
  public void check(Node node, Acceptor acceptor) {
    long term = acceptor.term();
    long commit = acceptor.commit();
    Seen before = seen.computeIfAbsent(node, first -> new Seen());
    if (before.life == acceptor) {
      if (term < before.term) {
        throw broken("the term of %s went back", node.id());
      }
      if (commit < before.commit) {
        throw broken("the commit index of %s went back", node.id());
      }
    }
    if (commit > acceptor.last().index()) {
      throw broken("%s committed beyond the end of its log", node.id());
    }
    long onTheirWay = acceptor.uncommittedBytes();
    if (acceptor.role() == Acceptor.Role.LEADER
        && onTheirWay > node.world().settings().maxUncommittedBytes()
        && onTheirWay > bound(node)) {
      throw broken(
          "%s has %d bytes on their way, the bound is %d (L7)", node.id(), onTheirWay, bound(node));
    }
    members.check(node, acceptor);
    before.life = acceptor;
    before.term = term;
    before.commit = commit;
  }

  /** A log that was read back from the disk may be longer: all of it is uncommitted at first. */
  private long bound(Node node) {
    long stated = node.world().settings().maxUncommittedBytes();
    return Math.max(stated, inherited.getOrDefault(node.id(), 0L));
  }

  public void observed(Node node, RaftEvent event) {
    node.world().simulation().trace(event.kind().ordinal(), event.term(), event.at().index());
    members.observed(node, event);
    switch (event.kind()) {
      case CANDIDATE -> elections.stands(node, event);
      case LEADER -> elected(node, event);
      case STEPPED_DOWN -> steppedDown(event);
      case TRUNCATED -> tally.add(Tally.Count.TRUNCATED_ENTRIES, 1);
      case HEALED -> tally.add(Tally.Count.HEALED, 1);
      case DISPUTED -> mayDiverge(node, event);
      case DIVERGED -> diverged(node, event);
      case STATE_LOST -> tally.add(Tally.Count.STATES_LOST, 1);
      case INSTALLED -> tally.add(Tally.Count.SNAPSHOTS_INSTALLED, 1);
      default -> {}
    }
  }

  private void steppedDown(RaftEvent event) {
    tally.add(Tally.Count.STEP_DOWNS, 1);
    if (event.detail().startsWith("another term")) {
      tally.add(Tally.Count.LED_ANEW, 1);
    }
  }

  /** Election safety and leader completeness. */
  private void elected(Node node, RaftEvent event) {
    tally.add(Tally.Count.ELECTIONS, 1);
    elections.leads(node);
    inherited.put(node.id(), node.acceptor().orElseThrow().uncommittedBytes());
    NodeId other = leaders.putIfAbsent(event.term(), node.id());
    require(
        other == null || other.equals(node.id()),
        "term %d has two leaders, %s and %s",
        event.term(),
        other,
        node.id());
    members.elected(node, event.term());
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

  /** Only who was made to may. */
  private void diverged(Node node, RaftEvent event) {
    wrongSince.put(node, node.world().simulation().now());
    tally.add(AuditFigure.DIVERGED, 1);
    mayDiverge(node, event);
  }

  private void mayDiverge(Node node, RaftEvent event) {
    require(
        node.world().mayDiverge(node),
        "%s is said to have gone wrong, and has not: %s",
        node.id(),
        event.detail());
  }

  /** Log matching: one entry for one id, and always after the same predecessor. */
  public void written(Node node, Persist write) {
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
  public void sent(Node node, NodeId to, Message message) {
    members.sent(node, to, message);
    if (message instanceof Message.TimeoutNow notice) {
      successors.computeIfAbsent(notice.term(), term -> new HashSet<>()).add(to);
    } else if (message instanceof Message.Vote vote && vote.handover()) {
      require(
          isNamed(node, vote.term()),
          "%s asks for votes of term %d as a successor, but no leader of term %d named it (L2)",
          node.id(),
          vote.term(),
          vote.term() - 1);
    }
    elections.sent(node, to, message);
    if (message instanceof Message.AuditReply) {
      tally.add(Tally.Count.FINGERPRINTS_COMPARED, 1);
    }
    if (message instanceof Message.AppendReply reply && reply.matched()) {
      require(
          node.truth().holds(reply.at()),
          "%s acknowledged %s to %s before it was durable (L1)",
          node.id(),
          reply.at(),
          to);
      requireDurableTerm(node, reply);
    } else if (message instanceof Message.VoteReply reply && reply.granted()) {
      require(
          node.truth().votedFor(reply.term(), to),
          "%s voted for %s in term %d before that was durable (L1)",
          node.id(),
          to,
          reply.term());
    }
  }

  /** Whether the leader of the term before named it its successor, or was that node itself. */
  private boolean isNamed(Node node, long term) {
    return successors.getOrDefault(term - 1, Set.of()).contains(node.id())
        || node.id().equals(leaders.get(term - 1));
  }

  /** The replica of that node is about to look at that message, at that time of its own clock. */
  public void heard(Node node, NodeId from, Message message, long clockNanos) {
    elections.heard(node, from, message, clockNanos);
  }

  /** Now and then, for each node that leads and is awake, as its clock is. */
  public void checkLeader(Node node, Acceptor acceptor, long calmSince) {
    elections.check(node, acceptor, calmSince);
  }

  private void requireDurableTerm(Node node, Message message) {
    require(
        node.truth().term() >= message.term(),
        "%s spoke in term %d before that term was durable (L1)",
        node.id(),
        message.term());
  }

  /** State machine safety, and that what was committed stays. */
  public void applied(Node node, Entry entry, long historyHash) {
    Long since = wrongSince.get(node);
    require(
        since == null || node.world().simulation().now() < since + MAIL_ON_ITS_WAY,
        "%s went wrong, and goes on at %s",
        node.id(),
        entry.id());
    applied(node, entry.id());
    sameHash(node, entry.index(), historyHash);
  }

  /** The same, where the machines are not looked into after each entry. */
  public void applied(Node node, EntryId entry) {
    long term = node.acceptor().orElseThrow().term();
    Committed first = committed.putIfAbsent(entry.index(), new Committed(entry, term));
    if (first == null) {
      tally.add(Tally.Count.COMMITTED_ENTRIES, 1);
      node.world().simulation().trace(entry.term(), entry.index(), term);
    }
    require(
        first == null || first.entry().equals(entry),
        "%s applied %s where %s was committed",
        node.id(),
        entry,
        first);
  }

  /** The machines stand there now, and did not pass through every entry under our eyes. */
  public void restored(Node node, EntryId at, long historyHash) {
    wrongSince.remove(node);
    Committed known = committed.get(at.index());
    require(
        known == null || known.entry().equals(at),
        "%s restored a snapshot of %s where %s was committed",
        node.id(),
        at,
        known);
    sameHash(node, at.index(), historyHash);
  }

  private void sameHash(Node node, long index, long historyHash) {
    Long other = hashes.putIfAbsent(index, historyHash);
    require(
        other == null || other == historyHash,
        "the machines of %s differ from the others' at %d",
        node.id(),
        index);
  }

  /** What the journal gives back after a crash holds all that was durable, and no older term. */
  public void recovered(Node node, Acceptor.Recovered recovered) {
    tally.add(Tally.Count.RECOVERIES, 1);
    wrongSince.remove(node);
    if (recovered.suspect()) {
      return;
    }
    node.truth().requireWithin(recovered, this);
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

  public void changeEnded(Change.Outcome outcome) {
    if (outcome instanceof Change.Outcome.Done) {
      tally.add(Tally.Count.CHANGES_DONE, 1);
    } else if (outcome instanceof Change.Outcome.Refused) {
      tally.add(Tally.Count.CHANGES_REFUSED, 1);
    }
  }

  public void readServed(Acceptor.Role role) {
    tally.add(Tally.Count.READS, 1);
    if (role == Acceptor.Role.FOLLOWER) {
      tally.add(Tally.Count.FOLLOWER_READS, 1);
    }
  }

  /** After the last fault and the last wish: what of the members is still to come. */
  public Optional<String> membersUnfinished(World world) {
    return MemberLaws.unfinished(world);
  }

  public void require(boolean rule, String sentence, Object... words) {
    if (!rule) {
      throw broken(sentence, words);
    }
  }

  private static Broken broken(String sentence, Object... words) {
    return new Broken(sentence.formatted(words));
  }
}
