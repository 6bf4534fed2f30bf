package conclave.raft;

import conclave.raft.log.Configuration;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.proposer.Leadership;
import java.util.List;
import java.util.Optional;

/**
 * One leadership of node {@code a} on a bench. Each step returns what came of it. Its no-op is the
 * entry after {@code previous}.
 */
public final class LeaderBench {

  private final Recorder recorder = new Recorder();
  private final Leadership leadership;
  private final long term;
  private EntryId last;
  private long now;

  private LeaderBench(
      long term, String previous, Configuration configuration, RaftSettings settings) {
    EntryId before = Text.id(previous);
    last = new EntryId(term, before.index() + 1);
    Slice opening = new Slice(term, before, List.of(new Entry(last, Entry.Kind.NOOP, new byte[0])));
    this.term = term;
    leadership =
        new Leadership(
            new AcceptorEffects.StartLeadership(term, Bench.A, configuration, 0, opening),
            settings,
            recorder);
  }

  /** Leads {@code voters}; nothing was sent yet. */
  public static LeaderBench of(long term, String previous, NodeId... voters) {
    return of(term, previous, Configuration.of(voters));
  }

  public static LeaderBench of(long term, String previous, Configuration configuration) {
    return new LeaderBench(term, previous, configuration, Bench.SETTINGS);
  }

  /** Leads {@code voters} of term 1 with leases; nothing was sent yet. */
  public static LeaderBench withLeases(NodeId... voters) {
    return new LeaderBench(1, "0", Configuration.of(voters), Bench.LEASES);
  }

  /** Three voters; b and c have answered the no-op of term 1 and everything is committed. */
  public static LeaderBench settled() {
    LeaderBench bench = of(1, "0", Bench.A, Bench.B, Bench.C);
    bench.begin();
    bench.durable("1@1");
    bench.matched(Bench.B, 1, "1@1");
    bench.matched(Bench.C, 1, "1@1");
    return bench;
  }

  public Leadership leadership() {
    return leadership;
  }

  public List<String> take() {
    return recorder.take();
  }

  public List<String> begin() {
    leadership.begin(Bench.nanos(now));
    return recorder.take();
  }

  /** Time passes; then the leadership is told. */
  public List<String> pass(long millis) {
    now += millis;
    leadership.tick(Bench.nanos(now));
    return recorder.take();
  }

  public List<String> heartbeat() {
    return pass(Bench.HEARTBEAT);
  }

  /** The acceptor appended one small command. */
  public List<String> append(String command) {
    EntryId previous = last;
    last = new EntryId(term, last.index() + 1);
    Entry entry = new Entry(last, Entry.Kind.COMMAND, Text.bytes(command));
    leadership.appended(new Slice(term, previous, List.of(entry)));
    return recorder.take();
  }

  /** The acceptor appended a configuration. */
  public List<String> append(Configuration next) {
    EntryId previous = last;
    last = new EntryId(term, last.index() + 1);
    byte[] bytes = ConfigurationCodec.encode(next);
    Entry entry = new Entry(last, Entry.Kind.CONFIGURATION, bytes);
    leadership.appended(new Slice(term, previous, List.of(entry)));
    return recorder.take();
  }

  /** Would a majority answer, if these were the members? */
  public List<String> weigh(Configuration next) {
    leadership.weigh(next);
    return recorder.take();
  }

  public List<String> durable(String id) {
    leadership.durable(Text.id(id));
    return recorder.take();
  }

  public List<String> matched(NodeId from, long round, String at) {
    return reply(from, new Message.AppendReply(term, round, true, Text.id(at)));
  }

  /** As {@link #matched}, and promises to vote for nobody else for a time-out. */
  public List<String> loyal(NodeId from, long round, String at) {
    long promise = Bench.nanos(Bench.TIMEOUT);
    return reply(from, new Message.AppendReply(term, round, true, Text.id(at), promise));
  }

  public List<String> differs(NodeId from, long round, String hint) {
    return reply(from, new Message.AppendReply(term, round, false, Text.id(hint)));
  }

  public List<String> reply(NodeId from, Message.AppendReply reply) {
    leadership.on(from, reply);
    return recorder.take();
  }

  public List<String> slice(NodeId peer, String previous, String entries) {
    return slice(peer, new Slice(term, Text.id(previous), Text.entries(entries)));
  }

  public List<String> slice(NodeId peer, Slice slice) {
    leadership.slice(peer, slice);
    return recorder.take();
  }

  public List<String> compacted(NodeId peer) {
    leadership.compacted(peer);
    return recorder.take();
  }

  public List<String> caughtUp(NodeId peer, String at) {
    leadership.caughtUp(peer, Text.id(at));
    return recorder.take();
  }

  /** Another voter shall lead. */
  public List<String> handOver(String to) {
    leadership.handOver(Optional.ofNullable(to), Bench.nanos(now));
    return recorder.take();
  }

  public List<String> read(long id) {
    leadership.read(new Read(Bench.A, id), Bench.nanos(now));
    return recorder.take();
  }
}
