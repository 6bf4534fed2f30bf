package conclave.raft.proposer;

import conclave.raft.AcceptorEffects.StartLeadership;
import conclave.raft.Message;
import conclave.raft.RaftSettings;
import conclave.raft.Read;
import conclave.raft.Slice;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.RaftLog;
import conclave.raft.log.SnapshotId;
import java.util.List;
import java.util.Optional;

/**
 * One term of leading: the progress of the followers, the commit rule, the read index. Lives
 * exactly as long as the leadership; when it is lost, the acceptor steps down and the term is
 * burnt.
 *
 * <p>It counts, it does not promise: it sees the log only as {@link Slice}s of its own term (law
 * L3), counts the leader's own entries only once they are durable (law L1), and its acceptor checks
 * the term of whatever it asks for. The leader's disk write runs in parallel with the sending
 * (Ongaro's dissertation, section 10.2.1).
 */
public final class Leadership {

  /** What a leadership wants done. */
  public interface Effects {
    /** Send to a peer; may be lost. */
    void send(NodeId to, Message message);

    /** Ask the acceptor for the log after the latest id at or below {@code hint}. */
    void wantSlice(NodeId peer, EntryId hint);

    /** Entries up to {@code index} are committed. */
    void commit(long index);

    /** The read may be answered by a machine that has applied {@code index}. */
    void readReady(Read read, long index);

    /** Too many reads wait; the read certainly was not performed. */
    void readRefused(Read read);

    /** The peer needs entries that were compacted: send it a snapshot. */
    void catchUp(NodeId peer);

    /** Give the leadership up. */
    void resign(String reason);

    /** The answer to {@link Leadership#weigh}: a sentence where no majority would answer. */
    void weighed(Optional<String> obstacle);

    /** This learner keeps up and should vote. */
    void keepsUp(NodeId learner);

    /** Lead again, in another term: only that heals a member whose memory was damaged. */
    void leadAnew(String reason);

    /** Go on leading: no successor was found, or it did not take over. */
    void handoverGivenUp(String reason);
  }

  private final StartLeadership start;
  private final RaftSettings settings;
  private final Effects effects;
  private final Followers followers;
  private final RaftLog recent;
  private final ReadRounds reads = new ReadRounds();
  private final Lease lease;
  private final Succession succession;
  private final Promotion promotion;
  private Healing healing;
  private final RoundTimes heard;
  private final long noopIndex;
  private Configuration weighs;
  private long beats;
  private long round;
  private long durable;
  private long commit;
  private long nextHeartbeatNanos;
  private boolean resigned;

  public Leadership(StartLeadership start, RaftSettings settings, Effects effects) {
    this.start = start;
    this.settings = settings;
    this.effects = effects;
    this.commit = start.commit();
    this.noopIndex = start.opening().end().index();
    this.recent =
        new RaftLog(
            new SnapshotId(start.opening().previous(), start.configuration()),
            start.opening().entries());
    this.followers = new Followers(start, settings, recent);
    this.succession = new Succession(start.self(), settings, followers);
    this.promotion = new Promotion(followers, settings);
    this.lease = new Lease(settings);
    this.heard = new RoundTimes(Long.MAX_VALUE);
  }

  public long term() {
    return start.term();
  }

  public long commit() {
    return commit;
  }

  /** What {@code peer} has durably, as far as is known; 0 where unknown. */
  public long matchIndex(NodeId peer) {
    return peer.equals(start.self()) ? durable : followers.match(peer);
  }

  /** When {@link #tick} wants to be called next. */
  public long deadlineNanos() {
    return resigned ? Long.MAX_VALUE : nextHeartbeatNanos;
  }

  /** Announces the leadership. */
  public void begin(long nowNanos) {
    heard.begin(nowNanos);
    healing = new Healing(followers, settings, nowNanos);
    heartbeat(nowNanos);
  }

  /** Heartbeats, and checks that a majority still answers. */
  public void tick(long nowNanos) {
    if (resigned || nowNanos < nextHeartbeatNanos) {
      return;
    }
    long silent = nowNanos - heard.latestNanos();
    if (silent > settings.electionMaxNanos()) {
      resigned = true;
      effects.resign("no majority answered for " + silent / 1_000_000 + " ms");
      return;
    }
    if (succession.isOverdue(nowNanos)) {
      lease.resumeAt(recent.last().index() + 1);
      effects.handoverGivenUp(succession.giveUp());
    }
    heartbeat(nowNanos);
    tellWeighed();
    nameSuccessor();
    if (isSettled()) {
      promotion.atHeartbeat(recent.last().index(), nowNanos).ifPresent(effects::keepsUp);
      healing.atHeartbeat(noopIndex, nowNanos).ifPresent(this::leadAnewFor);
    }
  }

  private void leadAnewFor(NodeId suspect) {
    effects.leadAnew("another term, so that %s is trusted again".formatted(suspect.name()));
  }

  /** An entry of the own term is committed, and so are the members. */
  private boolean isSettled() {
    return commit >= Math.max(noopIndex, followers.configurationIndex());
  }

  private void heartbeat(long nowNanos) {
    nextHeartbeatNanos = nowNanos + settings.heartbeatNanos();
    beats++;
    followers.forEach((peer, progress) -> progress.heartbeat());
    lease.sending(round + 1, nowNanos);
    heard.sending(round + 1, nowNanos);
    startRound();
    noteQuorum();
  }

  /** A new round reaches everybody: it proves the leadership and finds lost appends. */
  private void startRound() {
    round++;
    reads.roundSent(round);
    followers.forEach(
        (peer, progress) -> {
          if (!pump(peer, progress)) {
            append(peer, progress.sent(), List.of());
          }
        });
  }

  /** The acceptor appended new entries. */
  public void appended(Slice slice) {
    if (slice.term() != start.term()) {
      return;
    }
    recent.append(slice.entries());
    followers.follow(slice.previous());
    if (recent.bytes() > 2L * cacheBytes()) {
      recent.compact(recent.last().index(), cacheBytes());
    }
    followers.forEach(this::pump);
  }

  private long cacheBytes() {
    return 2L * settings.maxAppendBytes() * settings.window();
  }

  /** The acceptor's answer to {@link Effects#wantSlice}; one that comes too late says nothing. */
  public void slice(NodeId peer, Slice slice) {
    Progress progress = followers.of(peer).orElse(null);
    if (slice.term() != start.term()
        || progress == null
        || !progress.awaitsSlice()
        || progress.state() == Progress.State.SNAPSHOT) {
      return;
    }
    progress.sliceArrived(slice.previous());
    if (progress.maySend(settings.window())) {
      progress.sending(slice.previous(), slice.entries());
      append(peer, slice.previous(), slice.entries());
    }
    pump(peer, progress);
  }

  /** The acceptor no longer has what {@code peer} needs. */
  public void compacted(NodeId peer) {
    Progress progress = followers.of(peer).orElse(null);
    if (progress != null && progress.state() != Progress.State.SNAPSHOT) {
      progress.needsSnapshot();
      effects.catchUp(peer);
    }
  }

  /**
   * A transfer ended; {@code at} is where the peer's log now continues, or {@link EntryId#NONE}.
   */
  public void caughtUp(NodeId peer, EntryId at) {
    Progress progress = followers.of(peer).orElse(null);
    if (progress != null && progress.state() == Progress.State.SNAPSHOT) {
      progress.snapshotOver(at, round);
      maybeCommit();
      pump(peer, progress);
    }
  }

  /** The leader's own log is durable up to {@code id}. */
  public void durable(EntryId id) {
    durable = Math.max(durable, id.index());
    maybeCommit();
  }

  public void on(NodeId from, Message.AppendReply reply) {
    Progress progress = followers.of(from).orElse(null);
    if (progress == null || reply.term() != start.term()) {
      return;
    }
    progress.answered(reply.round());
    if (reply.loyalNanos() >= settings.electionMinNanos()) {
      progress.promised(reply.round());
    }
    if (reply.matched()) {
      progress.matched(reply.round(), reply.at());
      maybeCommit();
      pump(from, progress);
      if (succession.waitsFor(from)) {
        nameSuccessor();
      }
    } else if (progress.mismatched(reply.round(), reply.at())) {
      probe(from, progress, reply.at());
    }
    noteQuorum();
  }

  /**
   * A read arrived. It is ready under a lease, and else once a round sent from now on is answered.
   *
   * @param nowNanos by a look at the clock since then
   */
  public void read(Read read, long nowNanos) {
    if (isSettled() && lease.holds(commit, nowNanos)) {
      effects.readReady(read, commit);
      return;
    }
    if (!reads.add(read, commit >= noopIndex ? commit : -1)) {
      effects.readRefused(read);
      return;
    }
    if (roundForReads()) {
      noteQuorum();
    }
  }

  /**
   * Other members are wished for: would a majority of those voters answer? Soon after it began, it
   * waits for who may not have answered yet.
   */
  public void weigh(Configuration next) {
    weighs = next;
    tellWeighed();
  }

  private void tellWeighed() {
    if (weighs != null) {
      Optional<String> obstacle = followers.obstacle(weighs);
      if (obstacle.isEmpty() || beats > settings.electionMinNanos() / settings.heartbeatNanos()) {
        weighs = null;
        effects.weighed(obstacle);
      }
    }
  }

  /** Another voter shall lead: that one, or else the most up to date; nothing more is appended. */
  public void handOver(Optional<String> to, long nowNanos) {
    Optional<String> obstacle = succession.begin(to, nowNanos);
    if (obstacle.isPresent()) {
      effects.handoverGivenUp(obstacle.get());
    } else {
      lease.suspend();
      nameSuccessor();
    }
  }

  /** Once the successor has the whole log; again with each heartbeat, since it may be lost. */
  private void nameSuccessor() {
    succession
        .ready(recent.last().index())
        .ifPresent(heir -> effects.send(heir, new Message.TimeoutNow(start.term(), recent.last())));
  }

  /** Sends what may be sent; says whether anything was. */
  private boolean pump(NodeId peer, Progress progress) {
    boolean any = false;
    while (progress.maySend(settings.window()) && progress.sent().index() < recent.last().index()) {
      if (!recent.contains(progress.sent())) {
        progress.sliceWanted();
        effects.wantSlice(peer, progress.sent());
        return any;
      }
      EntryId previous = progress.sent();
      List<Entry> entries = recent.slice(previous.index() + 1, settings.maxAppendBytes());
      progress.sending(previous, entries);
      append(peer, previous, entries);
      any = true;
    }
    return any;
  }

  /** The logs differ after {@code hint}: asks the acceptor where they may agree. */
  private void probe(NodeId peer, Progress progress, EntryId hint) {
    progress.sliceWanted();
    effects.wantSlice(peer, hint);
  }

  private void append(NodeId peer, EntryId previous, List<Entry> entries) {
    effects.send(peer, new Message.Append(start.term(), round, previous, entries, commit));
  }

  /**
   * The commit rule (Raft, section 5.4.2): an index is committed once a majority has it durably and
   * its entry is of the leader's own term, which holds from the no-op on.
   */
  private void maybeCommit() {
    long reached = Quorum.reached(followers.configuration(), this::matchIndex);
    if (reached <= commit || reached < noopIndex) {
      return;
    }
    boolean first = commit < noopIndex;
    commit = reached;
    effects.commit(commit);
    if (first) {
      reads.firstCommit(commit);
      if (roundForReads()) {
        noteQuorum();
      }
    }
  }

  /** A majority may have answered a later round than before: proves reads and the leadership. */
  private void noteQuorum() {
    lease.proven(followers.reached(Progress::loyalRound, round));
    do {
      long reached = followers.reached(Progress::ackedRound, round);
      heard.answered(reached);
      for (ReadRounds.Noted noted : reads.proven(reached)) {
        effects.readReady(noted.read(), noted.index());
      }
    } while (roundForReads());
  }

  private boolean roundForReads() {
    if (!reads.wantsRound()) {
      return false;
    }
    startRound();
    return true;
  }
}
