package conclave.replica;

import static conclave.raft.Bench.A;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import conclave.journal.Journal;
import conclave.machine.Machines;
import conclave.machine.Result;
import conclave.machine.SessionLimits;
import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.RaftEvent;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.HardState;
import conclave.raft.log.LogSpace;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.proposer.Pace;
import conclave.replica.apply.Queries;
import conclave.replica.journal.JournalWriter;
import conclave.replica.journal.LogNotice;
import conclave.replica.journal.LogWork;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.Post;
import conclave.replica.kit.Stage;
import conclave.serialization.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One replica of node {@code a}, whose journal, peers, gateway and time are in the test's hands.
 */
final class ReplicaBench implements AutoCloseable {

  static final Duration SNAPSHOT_EVERY = Duration.ofHours(1);

  static final Duration AUDIT_EVERY = Duration.ofMinutes(1);
  static final Duration BACKOFF = Duration.ofMillis(500);

  /** However it is drawn, the election time-out has passed. */
  static final Duration TIMEOUT = Duration.ofMillis(2 * Bench.TIMEOUT);

  final Stage stage = new Stage();
  final TestProbe<Post.Letter> mail = stage.probe(Post.Letter.class);
  final TestProbe<Object> gateway = stage.probe(Object.class);
  final TestProbe<ReplicaStatus> people = stage.probe(ReplicaStatus.class);
  final TestProbe<Queries.Reply> asker = stage.probe(Queries.Reply.class);
  final BlockingQueue<RaftEvent> events = new LinkedBlockingQueue<>();
  final List<BrittleMachine> machines = new CopyOnWriteArrayList<>();
  TestProbe<JournalWriter.Command> journal = stage.probe(JournalWriter.Command.class);
  ActorRef<Object> replica;
  private final AtomicReference<ActorRef<JournalWriter.Command>> writer =
      new AtomicReference<>(journal.ref());
  private final AtomicLong incarnations = new AtomicLong();
  private LogNotice.Opened durable =
      new LogNotice.Opened(
          0,
          new Journal.Opened(
              HardState.NONE, SnapshotId.NONE, List.of(), false, LogSpace.UNLIMITED));
  private ActorRef<LogNotice> life;

  ReplicaBench(NodeId... voters) {
    stage.local(stage.probe(Object.class).ref(), gateway.ref());
    GroupSpec group =
        new GroupSpec(Stage.GROUP, Configuration.of(voters), Bench.SETTINGS, this::machines);
    Ports ports =
        new Ports(
            A,
            stage::nanos,
            new SplittableRandom(7),
            new Post(mail.ref()),
            (name, event) -> events.add(event),
            Pace.unlimited(),
            SNAPSHOT_EVERY,
            any -> false,
            AUDIT_EVERY);
    Replica.Setup given =
        new Replica.Setup(group, ports, writer::get, incarnations::incrementAndGet);
    replica =
        stage
            .kit()
            .spawn(
                Behaviors.supervise(Replica.create(given))
                    .onFailure(SupervisorStrategy.restartWithBackoff(BACKOFF, BACKOFF, 0)),
                "replica");
  }

  private Machines machines() {
    BrittleMachine machine = new BrittleMachine(machines.isEmpty());
    machines.add(machine);
    return new Machines(SessionLimits.STANDARD, Map.of(BrittleMachine.NAME, machine));
  }

  /** What the journal will say from now on. */
  ReplicaBench remembers(HardState hard, SnapshotId snapshot, List<Entry> entries) {
    durable =
        new LogNotice.Opened(
            0, new Journal.Opened(hard, snapshot, entries, false, LogSpace.UNLIMITED));
    return this;
  }

  /** The replica's next life asks for its group; says as which incarnation. */
  long asksToOpen() {
    LogWork.Open open = journal.expectMessageClass(LogWork.Open.class);
    assertThat(open.group()).isEqualTo(Stage.GROUP);
    life = open.replyTo();
    return open.incarnation();
  }

  ReplicaBench open() {
    opened(asksToOpen());
    status();
    return this;
  }

  void tell(LogNotice notice) {
    life.tell(notice);
  }

  void receive(NodeId from, Message message) {
    replica.tell(new Wire.ToReplica(Stage.GROUP, from, A, message));
  }

  /** Also shows that everything told before was taken. */
  ReplicaStatus status() {
    replica.tell(new Replica.GetStatus(people.ref()));
    return people.receiveMessage();
  }

  void timeOut() {
    status();
    stage.pass(TIMEOUT);
  }

  Message sentTo(NodeId to) {
    Post.Letter letter = mail.receiveMessage();
    assertThat(letter.to()).isEqualTo(to);
    return ((Wire.ToReplica) letter.wire()).message();
  }

  LogWork.Append write() {
    return journal.expectMessageClass(LogWork.Append.class);
  }

  LogWork.Append persisted() {
    LogWork.Append append = write();
    life.tell(new LogNotice.Persisted(append.write().incarnation(), append.ticket()));
    return append;
  }

  /** The only voter wins an election; its no-op is committed. */
  ReplicaBench leadAlone() {
    timeOut();
    persisted();
    persisted();
    ClusterKit.await("its no-op to be committed", this::allCommitted);
    return this;
  }

  private boolean allCommitted() {
    ReplicaStatus status = status();
    return status.commit() == status.last().index() && status.commit() > 0;
  }

  /** One of three wins an election by the votes of {@code friend}; its no-op is durable. */
  ReplicaBench lead(NodeId friend) {
    timeOut();
    mail.receiveSeveralMessages(2);
    receive(friend, new Message.PreVoteReply(status().term() + 1, true));
    long term = persisted().write().hardState().orElseThrow().term();
    mail.receiveSeveralMessages(2);
    receive(friend, new Message.VoteReply(term, true));
    persisted();
    mail.receiveSeveralMessages(2);
    status();
    return this;
  }

  /** The journal writer is gone, and there is another one. */
  void loseJournalWriter() {
    TestProbe<JournalWriter.Command> former = journal;
    journal = stage.probe(JournalWriter.Command.class);
    writer.set(journal.ref());
    former.stop();
  }

  /** The replica has failed: waits for its next life, and says as which incarnation it opens. */
  long reopens() {
    return journal.awaitAssert(
        Duration.ofSeconds(15),
        Duration.ofMillis(5),
        () -> {
          stage.pass(BACKOFF);
          LogWork.Open open = journal.expectMessageClass(LogWork.Open.class, Duration.ofMillis(20));
          life = open.replyTo();
          return open.incarnation();
        });
  }

  /** Opens what the journal remembers for that life. */
  void opened(long incarnation) {
    tell(new LogNotice.Opened(incarnation, durable.state()));
  }

  /** Asks the machines as they stand; answered unless the applier is dead just now. */
  void ask(long id, boolean linearizable) {
    replica.tell(
        new Queries(
            id,
            linearizable,
            List.of(new Wire.Question(BrittleMachine.NAME, new byte[0])),
            asker.ref()::tell));
  }

  /** Asks the machine until it has applied so many commands. */
  void counts(int expected) {
    asker.awaitAssert(
        Duration.ofSeconds(15),
        Duration.ofMillis(5),
        () -> {
          ask(1, false);
          Queries.Answers answers =
              asker.expectMessageClass(Queries.Answers.class, Duration.ofMillis(50));
          Result.Ok count = (Result.Ok) answers.answers().get(0).orElseThrow();
          assertThat(new String(count.reply())).isEqualTo(Integer.toString(expected));
          return expected;
        });
  }

  /** Waits for an event of that kind. */
  RaftEvent event(RaftEvent.Kind kind) throws InterruptedException {
    RaftEvent event;
    do {
      event = events.poll(15, TimeUnit.SECONDS);
      assertThat(event).as("an event " + kind).isNotNull();
    } while (event.kind() != kind);
    return event;
  }

  @Override
  public void close() {
    stage.close();
  }
}
