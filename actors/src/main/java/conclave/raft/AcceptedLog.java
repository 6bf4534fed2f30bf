package conclave.raft;

import conclave.raft.log.Configuration;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.LogSpace;
import conclave.raft.log.NodeId;
import conclave.raft.log.RaftLog;
import conclave.raft.log.SnapshotId;
import conclave.raft.snapshot.Laggards;
import conclave.raft.snapshot.Loss;
import conclave.raft.snapshot.MachineState;
import conclave.raft.voting.Promises;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The acceptor's log: what it accepted, what of that is durable, what is committed and handed to
 * the machines, and when a snapshot is due. The terms of messages were checked by the {@link
 * Acceptor}.
 */
final class AcceptedLog implements Promises.Writer {

  /**
   * What became of an append.
   *
   * @param matched whether the logs agree at the message's {@code previous}
   * @param at what the reply shall name
   * @param end where matched, the last id that is now known to be the leader's
   * @param ticket the write that the reply waits for
   */
  record Accepted(boolean matched, EntryId at, EntryId end, long ticket) {}

  private final RaftSettings settings;
  private final LogSpace space;
  private final AcceptorEffects effects;
  private final RaftLog log;
  private final Durability durability;
  private SnapshotId snapshot;
  private Configuration members;
  private EntryId matched = EntryId.NONE;
  private long commit;
  private long uncommittedBytes;
  private long bytesSinceSnapshot;
  private boolean snapshotPending;
  private final MachineState state = new MachineState();
  private final Laggards laggards;

  AcceptedLog(
      Acceptor.Recovered recovered,
      RaftSettings settings,
      LogSpace space,
      AcceptorEffects effects) {
    this.settings = settings;
    this.space = space;
    this.effects = effects;
    this.log = new RaftLog(recovered.snapshot(), recovered.entries());
    this.durability = new Durability(log.last(), effects::send);
    this.laggards = new Laggards(settings);
    this.snapshot = recovered.snapshot();
    this.members = log.configuration();
    this.commit = log.base().index();
    this.uncommittedBytes = log.bytes();
  }

  RaftLog log() {
    return log;
  }

  Durability durability() {
    return durability;
  }

  long commit() {
    return commit;
  }

  long uncommittedBytes() {
    return uncommittedBytes;
  }

  SnapshotId snapshot() {
    return snapshot;
  }

  /** What is known of the machines' state. */
  MachineState state() {
    return state;
  }

  @Override
  public long persist(HardState promise, boolean healed) {
    return persist(Optional.of(promise), List.of(), Optional.empty(), healed);
  }

  @Override
  public boolean isDurable(long ticket) {
    return durability.isDurable(ticket);
  }

  private long persist(
      Optional<HardState> hardState,
      List<Entry> entries,
      Optional<SnapshotId> snapshot,
      boolean healed) {
    Optional<EntryId> appended =
        entries.isEmpty()
            ? snapshot.map(SnapshotId::last)
            : Optional.of(entries.get(entries.size() - 1).id());
    long ticket = durability.write(appended);
    effects.persist(new Persist(ticket, hardState, entries, snapshot, healed));
    return ticket;
  }

  /** AppendEntries, steps 2 to 5 (Raft, figure 2). */
  Accepted accept(Message.Append append) {
    EntryId previous = append.previous();
    List<Entry> entries = append.entries();
    if (previous.index() < log.base().index()) {
      // What lies before the base is committed, so it is the leader's too.
      entries = entries.stream().filter(entry -> entry.index() > log.base().index()).toList();
      previous = log.base();
    } else if (!log.contains(previous)) {
      return new Accepted(false, hint(previous), EntryId.NONE, 0);
    }
    List<Entry> missing = missing(entries);
    if (missing.isEmpty()) {
      EntryId end = entries.isEmpty() ? previous : entries.get(entries.size() - 1).id();
      return new Accepted(true, durableUpTo(end), end, 0);
    }
    if (!reserve(missing)) {
      EntryId before = idBefore(missing.get(0));
      return new Accepted(true, durableUpTo(before), before, 0);
    }
    return append(missing, append.term());
  }

  /** The latest point where the logs may still agree, passing over a whole term at a time. */
  private EntryId hint(EntryId previous) {
    long index = previous.index() - 1;
    return index == 0 ? EntryId.NONE : log.floor(new EntryId(previous.term(), index));
  }

  private List<Entry> missing(List<Entry> entries) {
    int known = 0;
    while (known < entries.size() && log.contains(entries.get(known).id())) {
      known++;
    }
    return entries.subList(known, entries.size());
  }

  private Accepted append(List<Entry> missing, long term) {
    long from = missing.get(0).index();
    if (from <= log.last().index()) {
      truncate(from, term);
    }
    log.append(missing);
    missing.forEach(entry -> uncommittedBytes += entry.sizeBytes());
    long ticket = persist(Optional.empty(), List.copyOf(missing), Optional.empty(), false);
    noteMembers(term);
    return new Accepted(true, log.last(), log.last(), ticket);
  }

  private void truncate(long from, long term) {
    if (from <= commit) {
      throw new IllegalStateException(
          "a leader of term "
              + term
              + " contradicts entry "
              + from
              + ", committed up to "
              + commit);
    }
    EntryId was = log.last();
    log.range(from, was.index()).forEach(entry -> uncommittedBytes -= entry.sizeBytes());
    int removed = log.truncateFrom(from);
    durability.truncatedTo(log.last());
    effects.observe(
        new RaftEvent(
            RaftEvent.Kind.TRUNCATED, term, was, Optional.empty(), removed + " from " + from));
  }

  /** Of what is known to be the leader's, the part that is durable here. */
  private EntryId durableUpTo(EntryId end) {
    EntryId durable = durability.durable();
    return durable.index() < end.index() ? durable : end;
  }

  private EntryId idBefore(Entry entry) {
    long index = entry.index() - 1;
    return index == 0 ? EntryId.NONE : new EntryId(log.termAt(index), index);
  }

  /** No-ops alone need no reservation: the journal keeps a little space for votes and new terms. */
  private boolean reserve(List<Entry> entries) {
    return entries.stream().allMatch(entry -> entry.kind() == Entry.Kind.NOOP)
        || space.reserve(entries);
  }

  /** The entry that opens the own term. */
  Slice appendNoop(long term) {
    EntryId id = new EntryId(term, log.last().index() + 1);
    return appendOwn(term, List.of(new Entry(id, Entry.Kind.NOOP, new byte[0])));
  }

  /**
   * The leader's next configuration, in force from now on; false where there is no space for it, or
   * too much on its way.
   */
  boolean appendConfiguration(long term, Configuration next) {
    EntryId id = new EntryId(term, log.last().index() + 1);
    byte[] bytes = ConfigurationCodec.encode(next);
    List<Entry> entries = List.of(new Entry(id, Entry.Kind.CONFIGURATION, bytes));
    if (refuses(entries.get(0).sizeBytes()) || !space.reserve(entries)) {
      return false;
    }
    effects.appended(appendOwn(term, entries));
    return true;
  }

  /** Assigns indexes to commands, or says why not; nothing was done then. */
  Proposal propose(long term, List<byte[]> commands) {
    if (commands.isEmpty()) {
      throw new IllegalArgumentException("a proposal of no commands in term " + term);
    }
    List<Entry> entries = new ArrayList<>(commands.size());
    long index = log.last().index();
    long bytes = 0;
    for (byte[] command : commands) {
      Entry entry = new Entry(new EntryId(term, ++index), Entry.Kind.COMMAND, command);
      bytes += entry.sizeBytes();
      entries.add(entry);
    }
    if (refuses(bytes)) {
      return new Proposal.Refused(Proposal.Reason.OVERLOADED, Optional.empty());
    }
    if (!space.reserve(entries)) {
      return new Proposal.Refused(Proposal.Reason.NO_SPACE, Optional.empty());
    }
    effects.appended(appendOwn(term, entries));
    return new Proposal.Assigned(entries.get(0).id(), entries.size());
  }

  /**
   * Law L7. A log becomes too long where snapshots fail; then a refusal calls for another one,
   * since nothing is committed any more that would.
   */
  private boolean refuses(long bytes) {
    boolean tooLong = log.bytes() + bytes > settings.maxLogBytes();
    if (tooLong) {
      takeSnapshot();
    }
    return tooLong || uncommittedBytes + bytes > settings.maxUncommittedBytes();
  }

  private Slice appendOwn(long term, List<Entry> entries) {
    EntryId previous = log.last();
    log.append(entries);
    entries.forEach(entry -> uncommittedBytes += entry.sizeBytes());
    persist(Optional.empty(), entries, Optional.empty(), false);
    noteMembers(term);
    return new Slice(term, previous, entries);
  }

  private void noteMembers(long term) {
    Configuration now = log.configuration();
    if (!now.equals(members)) {
      members = now;
      EntryId since = at(log.configurationIndex()).last();
      effects.observe(
          new RaftEvent(RaftEvent.Kind.MEMBERS, term, since, Optional.empty(), now.text()));
    }
  }

  /** Hands out the log after the latest id at or below {@code hint}, if it is still there. */
  void handOut(long term, NodeId peer, EntryId hint) {
    if (hint.index() < log.base().index()) {
      laggards.add(peer);
      effects.compacted(term, peer);
    } else {
      laggards.remove(peer);
      EntryId previous = log.floor(hint);
      List<Entry> entries = log.slice(previous.index() + 1, settings.maxAppendBytes());
      effects.slice(peer, new Slice(term, previous, entries));
    }
  }

  /** Entries up to {@code index} are committed: hands them to the machines. */
  void commitTo(long index) {
    if (index <= commit) {
      return;
    }
    List<Entry> committed = log.range(commit + 1, index);
    commit = index;
    for (Entry entry : committed) {
      uncommittedBytes -= entry.sizeBytes();
      bytesSinceSnapshot += entry.sizeBytes();
    }
    effects.apply(committed);
    if (bytesSinceSnapshot > settings.snapshotAfterBytes()) {
      takeSnapshot();
    }
  }

  /** Asks for a snapshot now, unless one is on its way or there is nothing new. */
  void takeSnapshot() {
    boolean able = !state.isLost() && !snapshotPending && commit > snapshot.last().index();
    if (able && !log.configurationAt(commit).equals(Configuration.EMPTY)) {
      snapshotPending = true;
      effects.takeSnapshot(at(commit));
    }
  }

  /** The logs agree up to {@code end}; the leader says that it committed {@code leaderCommit}. */
  void agreed(EntryId end, long leaderCommit) {
    matched = end;
    commitTo(Math.min(leaderCommit, end.index()));
  }

  /** The leader answered a read: what this log shares with the leader's is committed that far. */
  void learnedCommit(long index) {
    commitTo(Math.min(index, matched.index()));
  }

  /** What was agreed with a former leader counts for no other. */
  void leaderIsGone() {
    matched = EntryId.NONE;
    laggards.forget();
  }

  private SnapshotId at(long index) {
    return new SnapshotId(new EntryId(log.termAt(index), index), log.configurationAt(index));
  }

  /** New machines need everything from the latest snapshot on, unless it is not to be trusted. */
  void replay() {
    snapshotPending = false;
    if (state.isThrownAway()) {
      effects.dropState();
      return;
    }
    long from = snapshot.last().index();
    if (from > 0) {
      effects.restore(snapshot);
    }
    if (commit > from) {
      effects.apply(log.range(from + 1, commit));
    }
  }

  /** A durable snapshot stands for the log up to {@code last}; or, where empty, none was made. */
  void snapshotTaken(Optional<EntryId> last) {
    snapshotPending = false;
    bytesSinceSnapshot = 0;
    if (state.isLost() || last.isEmpty() || last.get().index() <= snapshot.last().index()) {
      return;
    }
    snapshot = at(last.get().index());
    persist(Optional.empty(), List.of(), Optional.of(snapshot), false);
    log.compact(last.get().index(), laggards.keepBytes());
  }

  /**
   * The machines have no state to show until a leader sends one; or they can be given the present
   * snapshot, and it is not lost. The log is whole in any case, and so is what was promised.
   */
  boolean lose(Loss loss) {
    if (state.lose(loss, snapshot.last())) {
      replay();
    }
    return state.isLost();
  }

  /** Whether a leader's snapshot up to {@code last} is of use here. */
  boolean needs(EntryId last) {
    return last.index() > commit || state.isCuredBy(last, snapshot.last());
  }

  /** A leader's snapshot is durable here: the log continues after it. */
  long install(SnapshotId installed, long term) {
    snapshot = installed;
    state.given();
    EntryId last = snapshot.last();
    if (log.contains(last)) {
      log.compact(last.index(), 0);
    } else {
      log.reset(snapshot);
      durability.restart();
    }
    commit = Math.max(commit, last.index());
    uncommittedBytes = log.bytes();
    log.range(last.index() + 1, commit).forEach(entry -> uncommittedBytes -= entry.sizeBytes());
    bytesSinceSnapshot = 0;
    noteMembers(term);
    return persist(Optional.empty(), List.of(), Optional.of(snapshot), false);
  }
}
