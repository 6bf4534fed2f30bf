package conclave.raft;

import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.LogSpace;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.members.Change;
import conclave.raft.members.MembershipRules;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One acceptor, named {@code a}, on a bench: say what it remembers, then what happens to it, then
 * look at the list of effects. Each step returns what came of it. Time is in milliseconds.
 */
public final class Bench {

  public static final NodeId A = new NodeId("a", 1);
  public static final NodeId B = new NodeId("b", 1);
  public static final NodeId C = new NodeId("c", 1);
  public static final NodeId D = new NodeId("d", 1);
  public static final NodeId E = new NodeId("e", 1);

  /** Time-outs are drawn at their shortest. */
  public static final long TIMEOUT = 100;

  public static final long HEARTBEAT = 10;

  private static final long MILLIS = 1_000_000;

  /**
   * A leader's lease is over so long after its round was sent: of the time-out, less 10 % and 5.
   */
  public static final long LEASE = 85;

  /** A window of 4 appends of two small entries each (49 bytes an entry). */
  public static final RaftSettings SETTINGS =
      new RaftSettings(
          HEARTBEAT * MILLIS,
          TIMEOUT * MILLIS,
          2 * TIMEOUT * MILLIS,
          100,
          4,
          1000,
          4000,
          0,
          4,
          RaftSettings.Lease.OFF);

  /** The same, with leases. */
  public static final RaftSettings LEASES =
      SETTINGS.with(new RaftSettings.Lease(true, 0.1, 5 * MILLIS));

  private final Recorder recorder = new Recorder();
  private SnapshotId snapshot = new SnapshotId(EntryId.NONE, Configuration.of(A, B, C));
  private HardState hardState = HardState.NONE;
  private List<Entry> entries = List.of();
  private LogSpace space = LogSpace.UNLIMITED;
  private RaftSettings settings = SETTINGS;
  private boolean suspect;
  private boolean reluctant;
  private long now;
  private Acceptor acceptor;

  public static long nanos(long millis) {
    return millis * MILLIS;
  }

  public Bench voters(NodeId... voters) {
    snapshot = new SnapshotId(snapshot.last(), Configuration.of(voters));
    return this;
  }

  public Bench configuration(Configuration configuration) {
    snapshot = new SnapshotId(snapshot.last(), configuration);
    return this;
  }

  public Bench snapshot(String last) {
    snapshot = new SnapshotId(Text.id(last), snapshot.configuration());
    return this;
  }

  public Bench term(long term) {
    hardState = new HardState(term, Optional.empty());
    return this;
  }

  public Bench votedFor(NodeId candidate) {
    hardState = new HardState(hardState.term(), Optional.of(candidate));
    return this;
  }

  public Bench log(String ids) {
    entries = Text.entries(ids);
    return this;
  }

  public Bench entries(List<Entry> remembered) {
    entries = remembered;
    return this;
  }

  public Bench space(LogSpace port) {
    space = port;
    return this;
  }

  public Bench settings(RaftSettings other) {
    settings = other;
    return this;
  }

  public Bench suspect() {
    suspect = true;
    return this;
  }

  /** From now on others shall lead, or not so any more. */
  public Bench reluctant(boolean now) {
    reluctant = now;
    return this;
  }

  /** Begins; what the start itself wants is forgotten. */
  public Bench start() {
    startWithEffects();
    return this;
  }

  public List<String> startWithEffects() {
    acceptor =
        new Acceptor(
            new Acceptor.Setup(
                A, settings, () -> 0L, space, MembershipRules.Ripeness.SOUND, () -> reluctant),
            new Acceptor.Recovered(hardState, snapshot, entries, suspect),
            recorder);
    acceptor.start(nanos(now));
    return recorder.take();
  }

  public Acceptor acceptor() {
    return acceptor;
  }

  public long now() {
    return now;
  }

  /** The latest effects. */
  public List<String> take() {
    return recorder.take();
  }

  public List<String> receive(NodeId from, Message message) {
    acceptor.receive(from, message, nanos(now));
    return recorder.take();
  }

  /** Time passes; then the acceptor is told. */
  public List<String> pass(long millis) {
    now += millis;
    acceptor.tick(nanos(now));
    return recorder.take();
  }

  /** All writes so far are durable. */
  public List<String> persisted() {
    return persisted(recorder.lastTicket());
  }

  public List<String> persisted(long ticket) {
    acceptor.persisted(ticket);
    return recorder.take();
  }

  public List<String> nominated() {
    acceptor.nominated(acceptor.term() + 1);
    return recorder.take();
  }

  public List<String> elected() {
    acceptor.elected(acceptor.term());
    return recorder.take();
  }

  /** Wins the next term; the no-op is written but not yet durable. */
  public Bench lead() {
    pass(TIMEOUT);
    nominated();
    persisted();
    elected();
    return this;
  }

  /** Follows {@code leader} in {@code term}, durably, without having heard of an entry. */
  public Bench follow(NodeId leader, long term) {
    receive(leader, append(term, 1, "0:", 0));
    persisted();
    return this;
  }

  /** Another voter shall lead; what is known at once stands first. */
  public List<String> handOver(String to) {
    Optional<Handover.Outcome> known = acceptor.handover().ask(Optional.ofNullable(to));
    return Stream.concat(known.map(Text::of).stream(), recorder.take().stream()).toList();
  }

  /** Others shall be members; what is known at once stands first. */
  public List<String> change(Change wish) {
    Optional<Change.Outcome> known = acceptor.membership().ask(wish);
    return Stream.concat(known.map(Text::of).stream(), recorder.take().stream()).toList();
  }

  /** The leadership has looked who answers; {@code obstacle} is null where a majority does. */
  public List<String> weighed(String obstacle) {
    acceptor.membership().weighed(acceptor.term(), Optional.ofNullable(obstacle));
    return recorder.take();
  }

  public List<String> keepsUp(NodeId learner) {
    acceptor.membership().keepsUp(acceptor.term(), learner);
    return recorder.take();
  }

  public List<String> committed(long index) {
    acceptor.committed(acceptor.term(), index);
    return recorder.take();
  }

  public Proposal propose(String... commands) {
    return acceptor.propose(Arrays.stream(commands).map(Text::bytes).toList());
  }

  /**
   * An Append.
   *
   * @param log what comes before, then the entries, by their ids: {@code "2@1: 3@1 4@2"}
   */
  public static Message.Append append(long term, long round, String log, long commit) {
    String[] parts = log.split(":", 2);
    return new Message.Append(term, round, Text.id(parts[0]), Text.entries(parts[1]), commit);
  }
}
