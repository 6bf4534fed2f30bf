package conclave.raft;

import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.snapshot.Intake;
import conclave.raft.voting.Patience;
import java.util.Optional;

/**
 * The rules for messages that reach an {@link Acceptor} (Raft, figure 2, "receiver
 * implementation").
 *
 * <p>Common to all (law L2): a higher term is adopted first, except from a pre-vote, which only
 * asks about a term, and from candidates while a leader is heard; a lower term changes nothing, and
 * a request that names one is answered with the current term. A notice that the receiver was
 * removed is about what is committed, and so about all terms.
 */
final class Inbox implements Message.Receiver {

  private final Acceptor acceptor;
  private final AcceptedLog accepted;
  private final AcceptorEffects effects;
  private final RaftSettings settings;
  private NodeId from;
  private final Intake intake;

  /** The round in which a leader was last asked for a snapshot. */
  private long askedIn;

  /** Up to there leaders have said that the log is committed. */
  private long toldCommit;

  Inbox(Acceptor acceptor, AcceptedLog accepted, AcceptorEffects effects, RaftSettings settings) {
    this.acceptor = acceptor;
    this.accepted = accepted;
    this.effects = effects;
    this.settings = settings;
    this.intake = new Intake(settings.window());
  }

  void receive(NodeId sender, Message message) {
    from = sender;
    message.accept(this);
    boolean asks =
        message instanceof Message.PreVote
            || message instanceof Message.Vote
            || message instanceof Message.ReadIndex;
    if (asks && acceptor.franchise().isOut(sender)) {
      effects.send(sender, new Message.Removed(term(), acceptor.commit()));
    }
  }

  private long term() {
    return acceptor.term();
  }

  /** Promises nothing, so it needs no disk. */
  @Override
  public void on(Message.PreVote ask) {
    boolean granted =
        ask.term() > term()
            && !acceptor.hearsLeader()
            && acceptor.franchise().mayVote()
            && isUpToDate(ask.last());
    effects.send(from, new Message.PreVoteReply(granted ? ask.term() : term(), granted));
  }

  /**
   * The vote rule: one vote a term, for a candidate whose log is at least as up to date as this one
   * (Raft, sections 5.2 and 5.4.1), durable before the candidate hears of it (law L1). A leader
   * that is heard keeps candidates off, unless it is the one that hands over, which is the leader
   * of the very term before.
   */
  @Override
  public void on(Message.Vote ask) {
    if (ask.term() < term()) {
      effects.send(from, new Message.VoteReply(term(), false));
      return;
    }
    boolean leaderAgrees = ask.handover() && ask.term() == term() + 1;
    if (acceptor.hearsLeader() && !leaderAgrees) {
      return;
    }
    acceptor.adopt(ask.term());
    boolean free = acceptor.promises().latest().vote().map(from::equals).orElse(true);
    boolean granted = free && acceptor.franchise().mayVote() && isUpToDate(ask.last());
    if (granted) {
      acceptor.voteFor(from);
    }
    reply(acceptor.promises().ticket(), new Message.VoteReply(term(), granted));
  }

  private boolean isUpToDate(EntryId last) {
    return last.compareTo(acceptor.last()) >= 0;
  }

  /**
   * The leader that is followed hands over (Ongaro's dissertation, section 3.10). It would not have
   * if this log were not at its end; so one that comes late, after the leader has gone on, says
   * nothing any more.
   */
  @Override
  public void on(Message.TimeoutNow notice) {
    acceptor.adopt(notice.term());
    boolean followed =
        notice.term() == term() && acceptor.leader().filter(from::equals).isPresent();
    if (followed && notice.last().equals(acceptor.last()) && mayLead()) {
      acceptor.succeed("the leader hands over to it");
    }
  }

  private boolean mayLead() {
    return acceptor.franchise().mayCampaign() && !acceptor.stateLost();
  }

  @Override
  public void on(Message.Append append) {
    if (!leads(append)) {
      return;
    }
    toldCommit = Math.max(toldCommit, append.commit());
    AcceptedLog.Accepted outcome = accepted.accept(append);
    if (outcome.matched()) {
      acceptor.agreed(outcome.end(), append.commit());
    }
    // The follower's very presence in this term is a promise too: without a durable term, it could
    // wake up in an older one and help to elect a leader behind the back of this one.
    long ticket = Math.max(outcome.ticket(), acceptor.promises().ticket());
    long round = acceptor.suspect() ? Message.AppendReply.UNCOUNTED : append.round();
    long loyal = settings.promisedNanos();
    reply(ticket, new Message.AppendReply(term(), round, outcome.matched(), outcome.at(), loyal));
    Optional<EntryId> cure = accepted.state().cure();
    if (cure.isPresent() && append.round() != askedIn) {
      askedIn = append.round();
      effects.send(from, new Message.SnapshotWanted(term(), cure.get()));
    }
  }

  /** Follows who sent it, or tells a leader of a former term that there is a later one. */
  private boolean leads(Message message) {
    if (message.term() < term()) {
      long round = Message.AppendReply.STALE;
      effects.send(from, new Message.AppendReply(term(), round, false, acceptor.last()));
      return false;
    }
    acceptor.adopt(message.term());
    acceptor.follow(from);
    return true;
  }

  private void reply(long ticket, Message message) {
    accepted.durability().sendAfter(ticket, from, message);
  }

  /**
   * Whoever may not campaign, for what it has lost or as a learner, and hears nobody may have been
   * removed meanwhile. It asks as candidates do, which promises nothing: whoever removed it says
   * so.
   */
  void askWhetherMember() {
    if (acceptor.franchise().isRemoved()) {
      return;
    }
    for (NodeId peer : acceptor.configuration().peersOf(acceptor.self())) {
      effects.send(peer, new Message.PreVote(term() + 1, acceptor.last()));
    }
  }

  /** Entries are missing here that are committed: whoever has them would not elect this replica. */
  private boolean isBehind() {
    return acceptor.last().index() < toldCommit;
  }

  /** That of a replica which lets others lead where it can't, or should not. */
  Patience patience(Acceptor.Setup setup) {
    return new Patience(
        settings, setup.random(), () -> isBehind() || setup.reluctant().getAsBoolean());
  }

  /** A read of this replica: by the leader, wherever that is. */
  void read(long id) {
    if (acceptor.role() == Acceptor.Role.LEADER) {
      effects.read(term(), new Read(acceptor.self(), id));
    } else if (acceptor.leader().isPresent()) {
      effects.send(acceptor.leader().get(), new Message.ReadIndex(term(), id));
    } else {
      effects.readFailed(id);
    }
  }

  @Override
  public void on(Message.ReadIndex ask) {
    acceptor.adopt(ask.term());
    if (acceptor.role() == Acceptor.Role.LEADER && ask.term() == term()) {
      effects.read(term(), new Read(from, ask.id()));
    } else {
      effects.send(from, new Message.ReadIndexReply(term(), ask.id(), 0));
    }
  }

  @Override
  public void on(Message.ReadIndexReply reply) {
    acceptor.adopt(reply.term());
    if (reply.term() < term() || reply.index() == 0) {
      effects.readFailed(reply.id());
      return;
    }
    accepted.learnedCommit(reply.index());
    effects.readReady(reply.id(), reply.index());
  }

  @Override
  public void on(Message.PreVoteReply reply) {
    if (!reply.granted()) {
      acceptor.adopt(reply.term());
    }
    forward(reply, Acceptor.Role.PROSPECT, reply.granted() ? term() + 1 : term());
  }

  @Override
  public void on(Message.VoteReply reply) {
    acceptor.adopt(reply.term());
    forward(reply, Acceptor.Role.CANDIDATE, term());
  }

  @Override
  public void on(Message.AppendReply reply) {
    acceptor.adopt(reply.term());
    if (reply.round() != Message.AppendReply.STALE) {
      forward(reply, Acceptor.Role.LEADER, term());
    }
  }

  @Override
  public void on(Message.SnapshotReply reply) {
    acceptor.adopt(reply.term());
    forward(reply, Acceptor.Role.LEADER, term());
  }

  /** The leader sends what it has, if that is late enough, and else takes a snapshot first. */
  @Override
  public void on(Message.SnapshotWanted ask) {
    if (ask.term() < term()) {
      effects.send(from, new Message.SnapshotReply(term(), ask.atLeast(), 0, false));
      return;
    }
    acceptor.adopt(ask.term());
    if (accepted.snapshot().last().index() >= ask.atLeast().index()) {
      forward(ask, Acceptor.Role.LEADER, term());
    } else if (acceptor.role() == Acceptor.Role.LEADER) {
      accepted.takeSnapshot();
    }
  }

  private void forward(Message reply, Acceptor.Role role, long term) {
    if (acceptor.role() == role && reply.term() == term) {
      effects.answer(from, reply);
    }
  }

  /** What is here already, the disk must tell. */
  @Override
  public void on(Message.SnapshotOffer offer) {
    if (takes(offer, offer.snapshot().last()) && intake.offered(from, offer.snapshot())) {
      effects.expectSnapshot(from, offer);
    }
  }

  /**
   * InstallSnapshot (Raft, figure 13): parts in order, kept aside until all are there. Several may
   * be on their way to the disk, so that the next one need not wait for the last.
   */
  @Override
  public void on(Message.SnapshotChunk chunk) {
    EntryId last = chunk.snapshot().last();
    if (!takes(chunk, last)) {
      return;
    }
    if (intake.takes(from, chunk)) {
      effects.storeChunk(from, chunk);
      return;
    }
    long wanted = intake.wanted(chunk);
    if (wanted >= 0) {
      reply(acceptor.promises().ticket(), new Message.SnapshotReply(term(), last, wanted, false));
    }
  }

  /** Common to both: what is out of date, or of no use here, is answered at once. */
  private boolean takes(Message message, EntryId last) {
    if (message.term() < term()) {
      effects.send(from, new Message.SnapshotReply(term(), last, 0, false));
      return false;
    }
    acceptor.adopt(message.term());
    acceptor.follow(from);
    boolean needed = accepted.needs(last);
    if (!needed) {
      boolean durable = accepted.durability().durable().index() >= last.index();
      reply(acceptor.promises().ticket(), new Message.SnapshotReply(term(), last, 0, durable));
    }
    return needed;
  }

  @Override
  public void on(Message.Removed notice) {
    acceptor.membership().told(notice.index());
  }

  @Override
  public void on(Message.Audit ask) {
    if (leads(ask)) {
      effects.audit(from, ask);
    }
  }

  @Override
  public void on(Message.AuditReply reply) {
    acceptor.adopt(reply.term());
    if (acceptor.role() == Acceptor.Role.LEADER && reply.term() == term()) {
      effects.audit(from, reply);
    }
  }

  @Override
  public void on(Message.AuditVerdict verdict) {
    if (leads(verdict)) {
      effects.audit(from, verdict);
    }
  }

  void chunkStored(EntryId last, long next, boolean complete) {
    if (!intake.stored(last, next)) {
      return;
    }
    boolean install = complete && accepted.needs(last);
    long ticket = acceptor.promises().ticket();
    if (install) {
      ticket = accepted.install(intake.snapshot(), term());
      accepted.replay();
      String how = "continues after a snapshot of the leader";
      effects.observe(
          new RaftEvent(RaftEvent.Kind.INSTALLED, term(), acceptor.last(), acceptor.leader(), how));
    }
    from = intake.sender();
    reply(ticket, new Message.SnapshotReply(term(), last, next, install));
  }
}
