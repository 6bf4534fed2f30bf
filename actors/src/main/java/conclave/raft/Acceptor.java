package conclave.raft;

import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.LogSpace;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.members.MembershipRules;
import conclave.raft.snapshot.Loss;
import conclave.raft.voting.Franchise;
import conclave.raft.voting.Patience;
import conclave.raft.voting.Promises;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The one owner of a replica's promises: term, vote, log, commit index. Everything that is sent to
 * a replica arrives here, and whatever it grants or acknowledges leaves only once it is durable
 * (law L1).
 *
 * <pre>
 *                time-out                 nominated             elected
 *   FOLLOWER ----------------> PROSPECT ------------> CANDIDATE --------> LEADER
 *      ^                     (pre-vote of            (spent a term,         |
 *      |                      term + 1)               voted for itself)     |
 *      +---- a leader's append, a higher term, or the proposer is gone -----+
 * </pre>
 *
 * <p>The proposer (a candidacy, then a leadership) is somebody else, who may be late or dead: each
 * of its words names a term and counts only in that term (law L2).
 */
public final class Acceptor {

  /**
   * What the journal remembers.
   *
   * @param suspect the journal was damaged: entries or votes may be missing (law L6)
   */
  public record Recovered(
      HardState hardState, SnapshotId snapshot, List<Entry> entries, boolean suspect) {}

  /**
   * What an acceptor is given.
   *
   * @param random draws the election time-outs
   * @param space where entries will be written
   * @param ripeness when a change of members may begin
   * @param reluctant whether others should lead rather than this node; asked again and again
   */
  public record Setup(
      NodeId self,
      RaftSettings settings,
      RandomGenerator random,
      LogSpace space,
      MembershipRules.Ripeness ripeness,
      BooleanSupplier reluctant) {}

  /** The roles of a replica. */
  public enum Role {
    /** Listens. */
    FOLLOWER,
    /** Asks whether it would be elected. */
    PROSPECT,
    /** Asks for votes. */
    CANDIDATE,
    /** Leads. */
    LEADER
  }

  private final Setup setup;
  private final AcceptorEffects effects;
  private final AcceptedLog accepted;
  private final Inbox inbox;
  private final Handover handover;
  private final Membership membership;
  private final Franchise franchise;
  private final Promises promises;
  private final Patience patience;
  private Role role = Role.FOLLOWER;
  private Optional<NodeId> leader = Optional.empty();
  private boolean ballotPending;
  private long now;

  public Acceptor(Setup setup, Recovered recovered, AcceptorEffects effects) {
    this.setup = setup;
    this.effects = effects;
    this.accepted = new AcceptedLog(recovered, setup.settings(), setup.space(), effects);
    this.inbox = new Inbox(this, accepted, effects, setup.settings());
    this.handover = new Handover(this, effects);
    this.promises = new Promises(recovered.hardState(), last(), recovered.suspect(), accepted);
    this.franchise = new Franchise(setup.self(), accepted.log(), accepted::commit, promises);
    this.membership = new Membership(this, accepted, setup.ripeness(), effects);
    this.patience = inbox.patience(setup);
  }

  /** Begins to listen. */
  public void start(long nowNanos) {
    now = nowNanos;
    accepted.replay();
    patience.begin(now, term() == 0);
  }

  public Role role() {
    return role;
  }

  public long term() {
    return promises.latest().term();
  }

  public Optional<NodeId> leader() {
    return leader;
  }

  public long commit() {
    return accepted.commit();
  }

  /** Entries in the log that are not known to be committed, in bytes; bounded for a leader. */
  public long uncommittedBytes() {
    return accepted.uncommittedBytes();
  }

  public EntryId last() {
    return accepted.log().last();
  }

  /** The term of the entry at {@code index}, or -1 where the log in memory cannot tell. */
  public long termAt(long index) {
    return accepted.log().termAt(index);
  }

  public Configuration configuration() {
    return accepted.log().configuration();
  }

  /** Whether the log is damaged and not yet matched with a leader's. */
  public boolean suspect() {
    return promises.isSuspect();
  }

  /** Whether its machines have no state: this replica applies nothing and does not lead. */
  public boolean stateLost() {
    return accepted.state().isLost();
  }

  /** When {@link #tick} wants to be called next. */
  public long deadlineNanos() {
    return role == Role.LEADER ? Long.MAX_VALUE : patience.endsNanos();
  }

  /** Time passed: a follower that heard nothing for too long campaigns. */
  public void tick(long nowNanos) {
    now = nowNanos;
    if (role == Role.LEADER || !patience.isOver(now)) {
      return;
    }
    patience.restart(now);
    handover.nobodyLeads();
    if (!stateLost() && franchise.mayCampaign()) {
      role = Role.PROSPECT;
      ballotPending = false;
      forgetLeader();
      observe(RaftEvent.Kind.CAMPAIGN, "heard no leader");
      startCandidacy(false);
    } else {
      inbox.askWhetherMember();
    }
  }

  private void startCandidacy(boolean handover) {
    effects.startCandidacy(
        new AcceptorEffects.StartCandidacy(term() + 1, self(), configuration(), last(), handover));
  }

  /** The campaign for {@code term} has the promise of a majority: spends the term. */
  public void nominated(long term) {
    if (role == Role.PROSPECT && term == term() + 1) {
      stand("a majority would vote for it");
    }
  }

  private void stand(String reason) {
    role = Role.CANDIDATE;
    promises.make(new HardState(term() + 1, Optional.of(self())));
    ballotPending = true;
    observe(RaftEvent.Kind.CANDIDATE, reason);
  }

  /** The campaign for {@code term} has the votes of a majority. */
  public void elected(long term) {
    if (role != Role.CANDIDATE || term != term()) {
      return;
    }
    role = Role.LEADER;
    leader = Optional.of(self());
    handover.leads(self());
    Slice opening = accepted.appendNoop(term);
    observe(RaftEvent.Kind.LEADER, "a majority voted for it");
    effects.startLeadership(
        new AcceptorEffects.StartLeadership(term, self(), configuration(), commit(), opening));
  }

  /** The proposer of {@code term} gave up or died; its term is burnt. */
  public void proposerGone(long term, String reason) {
    if (role == Role.LEADER && term == term()) {
      stepDown(reason);
    }
  }

  void stepDown(String reason) {
    if (role == Role.FOLLOWER) {
      return;
    }
    boolean led = role == Role.LEADER;
    role = Role.FOLLOWER;
    ballotPending = false;
    forgetLeader();
    effects.stopProposer();
    membership.leadsNoMore();
    patience.restart(now);
    observe(led ? RaftEvent.Kind.STEPPED_DOWN : RaftEvent.Kind.CAMPAIGN_OVER, reason);
  }

  private void forgetLeader() {
    leader = Optional.empty();
    accepted.leaderIsGone();
  }

  private void observe(RaftEvent.Kind kind, String detail) {
    effects.observe(new RaftEvent(kind, term(), last(), leader, detail));
  }

  /** A write is durable, and all before it. */
  public void persisted(long ticket) {
    accepted.durability().persisted(ticket, accepted.log(), term());
    if (ballotPending && promises.isDurable()) {
      ballotPending = false;
      effects.ballot(term());
    }
    if (role == Role.LEADER) {
      effects.durable(term(), accepted.durability().durable());
    }
  }

  /** Assigns places in the log to commands, if this replica leads and goes on leading. */
  public Proposal propose(List<byte[]> commands) {
    if (role != Role.LEADER) {
      return new Proposal.Refused(Proposal.Reason.NOT_LEADER, leader);
    }
    return handover.holdsProposals()
        ? new Proposal.Refused(Proposal.Reason.HANDING_OVER, Optional.empty())
        : accepted.propose(term(), commands);
  }

  /** How this replica gives its leadership to another voter. */
  public Handover handover() {
    return handover;
  }

  /** How this replica changes who is in its group. */
  public Membership membership() {
    return membership;
  }

  /** The leadership of {@code term} has counted a majority for {@code index}. */
  public void committed(long term, long index) {
    if (role == Role.LEADER && term == term()) {
      long before = commit();
      accepted.commitTo(index);
      membership.committedAfter(before);
    }
  }

  /** A committed configuration does not name this replica. */
  void leave() {
    stepDown("it is no member any more");
    forgetLeader();
    observe(RaftEvent.Kind.REMOVED, "was removed from the group");
  }

  /** The leadership of {@code term} wants the log after the latest id at or below {@code hint}. */
  public void sliceWanted(long term, NodeId peer, EntryId hint) {
    if (role == Role.LEADER && term == term()) {
      accepted.handOut(term, peer, hint);
    }
  }

  /** Asks for an index at which a read is linearizable; answered by {@code readReady} or never. */
  public void read(long id) {
    inbox.read(id);
  }

  /** The machines are new: restores the latest snapshot and applies what is committed after it. */
  public void replay() {
    accepted.replay();
  }

  /** The journal needs the space of what is committed: a snapshot shall stand for it. */
  public void snapshotWanted() {
    accepted.takeSnapshot();
  }

  /** The machines' snapshot up to {@code last} is durable; empty where none could be made. */
  public void snapshotTaken(Optional<EntryId> last) {
    accepted.snapshotTaken(last);
  }

  /** The machines have no state any more that they may show. */
  public void stateLost(Loss loss) {
    if (accepted.lose(loss)) {
      observe(loss.event(), loss.reason());
      stepDown(loss.reason());
    }
  }

  /** A leader's snapshot is here up to {@code next}; {@code complete}: whole, good, durable. */
  public void chunkStored(EntryId last, long next, boolean complete) {
    inbox.chunkStored(last, next, complete);
  }

  /** A peer's message arrived. */
  public void receive(NodeId from, Message message, long nowNanos) {
    now = nowNanos;
    inbox.receive(from, message);
  }

  /** Adopts a higher term, which ends whatever role this replica has (Raft, section 5.1). */
  void adopt(long term) {
    if (term > term()) {
      stepDown("term " + term + " has begun");
      forgetLeader();
      promises.make(new HardState(term, Optional.empty()));
    }
  }

  /** {@code from} leads the current term. */
  void follow(NodeId from) {
    if (role == Role.LEADER) {
      throw new IllegalStateException(
          from + " claims term " + term() + ", which " + self() + " leads");
    }
    if (role != Role.FOLLOWER) {
      stepDown("follows " + from);
    }
    patience.leaderHeard(now);
    if (leader.isEmpty()) {
      leader = Optional.of(from);
      observe(RaftEvent.Kind.FOLLOWS, "follows " + from);
      handover.leads(from);
    }
  }

  /** The leader has named this replica its successor: no need to ask who would vote for it. */
  void succeed(String reason) {
    patience.restart(now);
    forgetLeader();
    startCandidacy(true);
    stand(reason);
  }

  /** Gives this term's vote. */
  void voteFor(NodeId candidate) {
    promises.voteFor(candidate);
    patience.restart(now);
  }

  /**
   * Leader stickiness: while a leader is heard, nobody else is voted for, and terms that candidates
   * name are not adopted (Ongaro's dissertation, section 4.2.3).
   */
  boolean hearsLeader() {
    return role == Role.LEADER || patience.isLoyal(now, leader.isPresent());
  }

  Franchise franchise() {
    return franchise;
  }

  /** The logs agree up to {@code end}; the leader says that it committed {@code leaderCommit}. */
  void agreed(EntryId end, long leaderCommit) {
    accepted.agreed(end, leaderCommit);
    boolean seesAll = leaderCommit <= end.index() && accepted.log().termAt(leaderCommit) == term();
    if (seesAll && promises.heal(leader)) {
      observe(RaftEvent.Kind.HEALED, "the log is whole again");
    }
  }

  public NodeId self() {
    return setup.self();
  }

  Promises promises() {
    return promises;
  }
}
