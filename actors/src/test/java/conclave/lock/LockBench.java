package conclave.lock;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.lock.table.Expiry;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockName;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.wire.MalformedException;
import conclave.replica.apply.Feed;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.Lives;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Locks before a gateway that the test plays, in a time that the test lets pass. */
final class LockBench implements AutoCloseable {

  static final LockName LOCK = new LockName(Space.LOCK, "l");
  static final Duration TTL = Duration.ofSeconds(3);
  static final Duration WITHIN = Duration.ofSeconds(20);
  static final Duration PATIENCE = Duration.ofSeconds(10);
  static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** Three may ask or wait, two may hold; a tenth of a time-to-live is not believed. */
  static final LockSettings SETTINGS =
      new LockSettings(
          new Expiry.Settings(100_000_000, 3_000_000_000L, 1_000_000_000L, 50_000_000),
          3,
          2,
          PATIENCE.toNanos(),
          LOOK_AGAIN.toNanos(),
          0.1);

  /** What reached the gateway, to be answered. */
  record Asked<C>(C what, Duration within, Gateway.Reply reply) {

    void answer(LockReply answer) {
      reply.tell(new Outcome.Done<>(answer.encode()));
    }

    void refuse(Outcome.Reason reason) {
      reply.tell(new Outcome.Rejected<>(reason, "refused"));
    }

    void leaveUnknown() {
      reply.tell(new Outcome.Unknown<>("nobody knows", Optional.empty()));
    }
  }

  final Stage stage = new Stage();
  final TestProbe<Gateway.Command> gateway = stage.probe(Gateway.Command.class);
  final TestProbe<Locks.Reply> caller = stage.probe(Locks.Reply.class);
  final ActorRef<Locks.Command> locks;
  private final Lives lives = new Lives();
  private int kills;

  LockBench() {
    this(SETTINGS);
  }

  LockBench(LockSettings settings) {
    locks =
        stage
            .kit()
            .spawn(
                lives.of(
                    Locks.create(
                        new Locks.Setup(
                            Stage.GROUP,
                            gateway.ref(),
                            Optional.empty(),
                            settings,
                            stage::nanos))));
  }

  Locks.Acquire acquire(String owner, Duration waitAtMost) {
    return acquire(owner, waitAtMost, caller.ref());
  }

  Locks.Acquire acquire(String owner, Duration waitAtMost, ActorRef<Locks.Reply> replyTo) {
    return new Locks.Acquire(LOCK, owner, TTL, waitAtMost, WITHIN, replyTo);
  }

  /** The next command, which must be of that kind. */
  <C extends LockCommand> Asked<C> command(Class<C> kind) {
    return command(kind, gateway.expectMessageClass(Gateway.Execute.class));
  }

  /** The next command, which must be of that kind and have a key. */
  <C extends LockCommand> Asked<C> commandOnce(Class<C> kind) {
    return command(kind, gateway.expectMessageClass(Gateway.ExecuteOnce.class).execute());
  }

  private static <C extends LockCommand> Asked<C> command(Class<C> kind, Gateway.Execute execute) {
    assertThat(execute.machine()).isEqualTo(LockTable.NAME);
    try {
      LockCommand command = LockCommand.decode(execute.command());
      assertThat(command).isInstanceOf(kind);
      return new Asked<>(kind.cast(command), execute.within(), execute.reply());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** The next question, which must be of that kind. */
  <Q extends LockQuery> Asked<Q> question(Class<Q> kind) {
    Gateway.Ask ask = gateway.expectMessageClass(Gateway.Ask.class);
    assertThat(ask.linearizable()).isTrue();
    try {
      LockQuery query = LockQuery.decode(ask.query());
      assertThat(query).isInstanceOf(kind);
      return new Asked<>(kind.cast(query), ask.within(), ask.reply());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** Another owner waits now. */
  void waits(String owner, Duration waitAtMost) {
    locks.tell(acquire(owner, waitAtMost));
    command(LockCommand.Acquire.class).answer(new LockReply.Waiting(7, 1));
    settle();
  }

  /** Nothing went to the gateway since. */
  void nothingAsked() {
    settle();
    gateway.expectNoMessage(Duration.ofMillis(20));
  }

  /** Everything that was told to the locks so far has been handled. */
  void settle() {
    TestProbe<Locks.Reply> probe = stage.probe(Locks.Reply.class);
    locks.tell(new Locks.ListLocks("", 0, WITHIN, probe.ref()));
    probe.expectMessageClass(Locks.Rejected.class);
  }

  void pass(Duration time) {
    settle();
    stage.pass(time);
    settle();
  }

  void feed(Feed feed) {
    locks.unsafeUpcast().tell(feed);
  }

  void event(LockEvent event) {
    feed(new Feed.Changed(9, List.of(event.encode())));
  }

  void opened() {
    feed(new Feed.Opened(gateway.ref(), 9, new byte[0]));
  }

  /** It is that owner's turn. */
  static LockEvent turn(String owner) {
    return new LockEvent.Granted(LOCK, owner, 5, 5, TTL.toMillis(), false);
  }

  /** An event that nobody understands: a defect, of which it dies. */
  void kill() {
    kills++;
    feed(new Feed.Changed(9, List.of(new byte[] {99})));
  }

  /** Nobody died but of a kill. */
  @Override
  public void close() {
    settle();
    stage.close();
    assertThat(lives.count()).as("lives").isEqualTo(1 + kills);
  }
}
