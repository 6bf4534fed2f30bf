package conclave.sim.pure;

import conclave.machine.Machines;
import conclave.raft.Acceptor;
import conclave.raft.Handover;
import conclave.raft.Message;
import conclave.raft.Persist;
import conclave.raft.Proposal;
import conclave.raft.RaftEvent;
import conclave.raft.RaftSettings;
import conclave.raft.Read;
import conclave.raft.audit.Auditor;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.members.Change;
import conclave.sim.Mailbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Hosts the acceptor of one node for one incarnation, and wires it to its proposer, its machines,
 * its journal and its clients. Like the actor that it stands for, it carries effects out and
 * decides nothing.
 */
public class SimReplica extends ProposerLinks {

  /** How a client hears of its request. */
  public interface Caller {
    void done(byte[] result);

    /** Not here; perhaps there. */
    void refused(Proposal.Reason reason, Optional<NodeId> leader);

    /** Does not care. */
    Caller NOBODY =
        new Caller() {
          @Override
          public void done(byte[] result) {}

          @Override
          public void refused(Proposal.Reason reason, Optional<NodeId> leader) {}
        };
  }

  private record Query(String machine, byte[] query, Caller caller) {}

  private record Known(long term, Optional<NodeId> leader) {}

  protected final SimNode node;
  private final long incarnation;
  private final Mailbox mailbox;
  private final Acceptor acceptor;
  private final Auditor auditor;
  private final Map<Long, Query> queries = new HashMap<>();
  private SimApplier applier;
  private long armedNanos = Long.MAX_VALUE;
  private long lastQuery;
  private boolean touched = true;
  private Known told = new Known(0, Optional.empty());

  @SuppressWarnings("this-escape") // nobody calls back before start()
  public SimReplica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
    this.node = node;
    this.incarnation = incarnation;
    this.mailbox = node.mailbox(node.life().part());
    this.applier = new SimApplier(this, node);
    this.acceptor = new Acceptor(node.setup(), recovered, this);
    this.auditor = new Auditor(acceptor, this);
  }

  @Override
  protected SimReplica self() {
    return this;
  }

  public void start() {
    tell(acceptorStarts -> acceptorStarts.start(clock()));
    long every = node.world().host().auditEvery();
    if (every > 0) {
      auditEvery(every);
    }
  }

  private void auditEvery(long nanos) {
    mailbox.later(
        nanos,
        () -> {
          auditor.due();
          inputEnds();
          auditEvery(nanos);
        });
  }

  /** From the machines: what they were. */
  protected void testify(Fingerprint fingerprint) {
    tell(a -> auditor.testify(fingerprint));
  }

  public void stop() {
    mailbox.life().end();
  }

  public long incarnation() {
    return incarnation;
  }

  public Acceptor acceptor() {
    return acceptor;
  }

  public boolean isAlive() {
    return mailbox.life().isAlive();
  }

  public RaftSettings settings() {
    return node.world().host().settings(node.world().settings());
  }

  public long clock() {
    return node.clock();
  }

  public long delayUntil(long deadlineNanos) {
    return node.delayUntil(deadlineNanos);
  }

  public Mailbox mailboxOfPart() {
    return node.mailbox(mailbox.life().part());
  }

  public long stopDelay() {
    return node.stopDelay();
  }

  public Optional<SimJournal.Kept> latestSnapshot() {
    node.world().transferBegins(node);
    return node.journal().latestSnapshot();
  }

  /** A message for the acceptor; its timer is set anew afterwards. */
  public void tell(Consumer<Acceptor> message) {
    mailbox.tell(
        () -> {
          message.accept(acceptor);
          inputEnds();
        });
  }

  /** Whether it handled anything since the last look. */
  boolean wasTouched() {
    boolean was = touched;
    touched = false;
    return was;
  }

  /** Every input ends here: the timer is set anew, and whoever must know what changed is told. */
  private void inputEnds() {
    touched = true;
    arm();
    Known known = new Known(acceptor.term(), acceptor.leader());
    if (!known.equals(told)) {
      told = known;
      tellLeader();
    }
  }

  private void tellLeader() {
    if (!node.followers().isEmpty()) {
      applier.leader(told.term(), told.leader());
    }
  }

  private void arm() {
    long deadline = acceptor.deadlineNanos();
    if (deadline < armedNanos) {
      armedNanos = deadline;
      mailbox.later(
          delayUntil(deadline),
          () -> {
            armedNanos = Long.MAX_VALUE;
            acceptor.tick(clock());
            inputEnds();
          });
    }
  }

  public void receive(NodeId from, Message message) {
    tell(
        a -> {
          node.hears(from, message);
          a.receive(from, message, clock());
        });
  }

  /** From the journal: as to the actor, whose reference outlives it, for whichever life. */
  public void persisted(long writtenBy, long ticket) {
    tell(
        a -> {
          if (isMine(writtenBy)) {
            a.persisted(ticket);
          }
        });
  }

  public boolean isMine(long writtenBy) {
    return writtenBy == incarnation;
  }

  public void submit(byte[] command, Caller caller) {
    tell(
        a -> {
          Proposal proposal = a.propose(List.of(command));
          if (proposal instanceof Proposal.Assigned assigned) {
            applier.expect(assigned.first(), caller);
          } else if (proposal instanceof Proposal.Refused refused) {
            node.invariants().refused(refused.reason());
            caller.refused(refused.reason(), refused.leader());
          }
        });
  }

  public void query(String machine, byte[] query, Caller caller) {
    tell(
        a -> {
          queries.put(++lastQuery, new Query(machine, query, caller));
          a.read(lastQuery);
        });
  }

  /** Shows the machines to a role beside them. */
  public void look(Consumer<Machines> role) {
    applier.look(role);
  }

  /** Answers once the machines have applied {@code index}. */
  protected void answerAt(long index, String machine, byte[] query, Caller caller) {
    applier.query(new SimApplier.Question(index, machine, query, caller));
  }

  /** A follower on this node has lost what it heard, and begins anew. */
  public void follow(SimCluster.Follower follower) {
    tell(a -> applier.follow(follower));
  }

  // From the proposer.

  public void proposerGone(long term, String reason) {
    tell(a -> a.proposerGone(term, reason));
  }

  public void leadAnew(long term, String reason) {
    tell(a -> a.handover().leadAnew(term, reason));
  }

  public void sliceWanted(long term, NodeId peer, EntryId hint) {
    tell(a -> a.sliceWanted(term, peer, hint));
  }

  public void committed(long term, long index) {
    tell(a -> a.committed(term, index));
  }

  public void answerRead(long term, Read read, long index) {
    if (!read.origin().equals(node.id())) {
      send(read.origin(), new Message.ReadIndexReply(term, read.id(), index));
    } else if (index > 0) {
      tell(a -> readReady(read.id(), index));
    } else {
      tell(a -> readFailed(read.id()));
    }
  }

  // Faults.

  /** The proposer's actor dies; the replica watches it. */
  public boolean killProposer() {
    Optional<SimProposer> victim = proposer();
    victim.ifPresent(
        proposer -> {
          proposer.kill();
          forgetProposer();
          proposerGone(proposer.term(), "the proposer died");
        });
    return victim.isPresent();
  }

  /** The machines' actor dies; the replica makes new ones. */
  public void killApplier() {
    applier.stop();
    tell(
        a -> {
          applier = new SimApplier(this, node);
          tellLeader();
          auditor.machinesReplaced();
          a.replay();
        });
  }

  /** The actors of all snapshot transfers die. */
  public boolean killTransfers() {
    return proposer().map(SimProposer::killTransfers).orElse(false);
  }

  // Effects of the acceptor.

  @Override
  public void persist(Persist write) {
    node.invariants().written(node, write);
    node.journal().write(incarnation, write);
  }

  @Override
  public void send(NodeId to, Message message) {
    node.invariants().sent(node, to, message);
    node.send(to, message);
  }

  @Override
  public void apply(List<Entry> committed) {
    applier.apply(committed);
  }

  @Override
  public void audit(NodeId from, Message.OfAudit message) {
    auditor.receive(from, message);
  }

  @Override
  public void fingerprint(EntryId at) {
    applier.testify(at);
  }

  @Override
  public void dropState() {
    applier.drop();
  }

  @Override
  public void restore(SnapshotId snapshot) {
    auditor.machinesReplaced();
    applier.restore(snapshot);
  }

  @Override
  public void takeSnapshot(SnapshotId at) {
    applier.takeSnapshot(at);
  }

  @Override
  public void expectSnapshot(NodeId from, Message.SnapshotOffer offer) {
    node.journal().expectSnapshot(incarnation, offer);
  }

  @Override
  public void storeChunk(NodeId from, Message.SnapshotChunk chunk) {
    node.journal().storeChunk(incarnation, chunk);
  }

  @Override
  public void readReady(long id, long index) {
    Query query = queries.remove(id);
    if (query != null) {
      node.invariants().readServed(acceptor.role());
      answerAt(index, query.machine(), query.query(), query.caller());
    }
  }

  @Override
  public void readFailed(long id) {
    Query query = queries.remove(id);
    if (query != null) {
      query.caller().refused(Proposal.Reason.NOT_LEADER, acceptor.leader());
    }
  }

  @Override
  public void handoverEnded(Handover.Outcome outcome) {
    node.invariants().handoverEnded(outcome);
  }

  @Override
  public void changeEnded(Change.Outcome outcome) {
    node.invariants().changeEnded(outcome);
  }

  @Override
  public void observe(RaftEvent event) {
    node.invariants().observed(node, event);
    node.world().host().observed(node, event);
  }
}
