package conclave.raft.script;

import conclave.raft.Acceptor;
import conclave.raft.AcceptorEffects;
import conclave.raft.Bench;
import conclave.raft.Handover;
import conclave.raft.Message;
import conclave.raft.Persist;
import conclave.raft.RaftEvent;
import conclave.raft.Read;
import conclave.raft.Slice;
import conclave.raft.Text;
import conclave.raft.audit.Auditor;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.LogSpace;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.members.Change;
import conclave.raft.members.MembershipRules;
import conclave.raft.proposer.Candidacy;
import conclave.raft.proposer.Leadership;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One replica of a script's cluster: it hosts the roles and decides nothing. */
final class Node implements AcceptorEffects {

  final NodeId id;
  final Disk disk;
  private final Cluster cluster;
  private Acceptor acceptor;
  private Candidacy candidacy;
  private Proposer proposer;
  private Auditor auditor;
  private EntryId awaited = EntryId.NONE;
  private EntryId applied = EntryId.NONE;
  private boolean wrong;

  Node(NodeId id, Configuration configuration, Cluster cluster) {
    this.id = id;
    this.cluster = cluster;
    this.disk = new Disk(configuration);
  }

  boolean isUp() {
    return acceptor != null;
  }

  void start() {
    Acceptor.Setup setup =
        new Acceptor.Setup(
            id,
            Bench.SETTINGS,
            () -> 0L,
            LogSpace.UNLIMITED,
            MembershipRules.Ripeness.SOUND,
            () -> false);
    acceptor = new Acceptor(setup, disk.read(), this);
    auditor = new Auditor(acceptor, this);
    acceptor.start(cluster.now());
  }

  void crash() {
    stopProposer();
    acceptor = null;
    disk.crash();
  }

  void timeOut() {
    cluster.passTo(acceptor.deadlineNanos());
    acceptor.tick(cluster.now());
  }

  void heartbeat() {
    if (proposer == null) {
      throw new IllegalStateException(Text.of(id) + " does not lead: " + state());
    }
    cluster.passTo(proposer.leadership.deadlineNanos());
    proposer.leadership.tick(cluster.now());
  }

  void sync() {
    acceptor.persisted(disk.sync());
  }

  void propose(List<String> commands) {
    say(acceptor.propose(commands.stream().map(Text::bytes).toList()).toString());
  }

  void handOver(Optional<String> to) {
    acceptor.handover().ask(to).ifPresent(this::handoverEnded);
  }

  void change(Change wish) {
    acceptor.membership().ask(wish).ifPresent(this::changeEnded);
  }

  void audit() {
    auditor.due();
  }

  /** From now on its machines are not what the log makes of them. */
  void goWrong() {
    wrong = true;
  }

  void read(long read) {
    acceptor.read(read);
  }

  /** The machines stand at the commit index: a snapshot of them replaces the log up to there. */
  void snapshot() {
    Acceptor.Recovered all = disk.read();
    all.entries().stream()
        .filter(entry -> entry.index() == acceptor.commit())
        .findFirst()
        .ifPresent(entry -> acceptor.snapshotTaken(Optional.of(entry.id())));
  }

  void receive(NodeId from, Message message) {
    acceptor.receive(from, message, cluster.now());
  }

  /** A line that sums this node up. */
  String state() {
    if (!isUp()) {
      return "down";
    }
    Acceptor.Recovered all = disk.read();
    String log = all.entries().stream().map(Text::of).collect(Collectors.joining(" ", "[", "]"));
    return "%-9s term %d commit %d  log after %s %s"
        .formatted(
            acceptor.role().name().toLowerCase(java.util.Locale.ROOT),
            acceptor.term(),
            acceptor.commit(),
            Text.of(all.snapshot().last()),
            log);
  }

  private void say(String line) {
    cluster.say(id, line);
  }

  // Effects of the acceptor.

  @Override
  public void persist(Persist write) {
    say(Text.of(write));
    disk.write(write);
  }

  @Override
  public void send(NodeId to, Message message) {
    cluster.send(id, to, message);
  }

  @Override
  public void apply(List<Entry> committed) {
    say("apply " + Text.of(committed));
    for (Entry entry : committed) {
      applied = entry.id();
      look();
    }
  }

  @Override
  public void audit(NodeId from, Message.OfAudit message) {
    auditor.receive(from, message);
  }

  @Override
  public void fingerprint(EntryId at) {
    awaited = at;
    look();
  }

  /** Its machines may stand where they were asked for. */
  private void look() {
    if (applied.equals(awaited) && !awaited.equals(EntryId.NONE)) {
      Fingerprint.Part map = new Fingerprint.Part("map", 1, wrong ? 66 : 7);
      Fingerprint found = new Fingerprint(awaited, List.of(map));
      awaited = EntryId.NONE;
      cluster.later(() -> auditor.testify(found));
    }
  }

  @Override
  public void dropState() {
    say("drop the machines' state");
  }

  @Override
  public void restore(SnapshotId snapshot) {
    say("restore " + Text.of(snapshot.last()));
    auditor.machinesReplaced();
    applied = snapshot.last();
    wrong = false;
  }

  @Override
  public void takeSnapshot(SnapshotId at) {
    say("wants a snapshot");
  }

  @Override
  public void expectSnapshot(NodeId from, Message.SnapshotOffer offer) {
    cluster.later(() -> acceptor.chunkStored(offer.snapshot().last(), 0, false));
  }

  @Override
  public void storeChunk(NodeId from, Message.SnapshotChunk chunk) {
    long next = chunk.offset() + chunk.bytes().length;
    EntryId last = chunk.snapshot().last();
    cluster.later(() -> acceptor.chunkStored(last, next, chunk.done()));
  }

  @Override
  public void startCandidacy(StartCandidacy start) {
    stopProposer();
    candidacy = new Candidacy(start, new Campaign());
    cluster.later(candidacy::begin);
  }

  @Override
  public void ballot(long term) {
    cluster.later(candidacy::ballot);
  }

  @Override
  public void startLeadership(StartLeadership start) {
    stopProposer();
    proposer = new Proposer(this, cluster, start);
    Leadership leadership = proposer.leadership;
    cluster.later(() -> leadership.begin(cluster.now()));
  }

  @Override
  public void stopProposer() {
    candidacy = null;
    proposer = null;
  }

  @Override
  public void appended(Slice slice) {
    Leadership leadership = proposer.leadership;
    cluster.later(() -> leadership.appended(slice));
  }

  @Override
  public void durable(long term, EntryId last) {
    Leadership leadership = proposer.leadership;
    cluster.later(() -> leadership.durable(last));
  }

  @Override
  public void slice(NodeId peer, Slice slice) {
    Leadership leadership = proposer.leadership;
    cluster.later(() -> leadership.slice(peer, slice));
  }

  @Override
  public void compacted(long term, NodeId peer) {
    Leadership leadership = proposer.leadership;
    cluster.later(() -> leadership.compacted(peer));
  }

  @Override
  public void answer(NodeId from, Message reply) {
    if (reply instanceof Message.PreVoteReply promise) {
      candidacy.on(from, promise);
    } else if (reply instanceof Message.VoteReply vote) {
      candidacy.on(from, vote);
    } else {
      proposer.answer(from, reply);
    }
  }

  @Override
  public void read(long term, Read read) {
    Leadership leadership = proposer.leadership;
    cluster.later(() -> leadership.read(read, cluster.now()));
  }

  @Override
  public void readReady(long read, long index) {
    say("read " + read + " may be answered at " + index);
  }

  @Override
  public void readFailed(long read) {
    say("read " + read + " failed");
  }

  @Override
  public void handOver(long term, Optional<String> to) {
    Leadership leadership = proposer.leadership;
    cluster.later(() -> leadership.handOver(to, cluster.now()));
  }

  @Override
  public void handoverEnded(Handover.Outcome outcome) {
    say("handover: " + Text.of(outcome));
  }

  @Override
  public void weigh(long term, Configuration next) {
    Leadership leadership = proposer.leadership;
    cluster.later(() -> leadership.weigh(next));
  }

  @Override
  public void changeEnded(Change.Outcome outcome) {
    say("change: " + Text.of(outcome));
  }

  @Override
  public void observe(RaftEvent event) {
    say("* " + event.kind() + ": " + event.detail());
  }

  /** What a leadership tells its acceptor. */
  Acceptor acceptor() {
    return acceptor;
  }

  private final class Campaign implements Candidacy.Effects {
    @Override
    public void send(NodeId to, Message message) {
      cluster.send(id, to, message);
    }

    @Override
    public void nominated(long term) {
      cluster.later(() -> acceptor.nominated(term));
    }

    @Override
    public void elected(long term) {
      cluster.later(() -> acceptor.elected(term));
    }
  }
}
