package conclave.lock;

import static conclave.lock.LockBench.LOCK;
import static conclave.lock.LockBench.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.lock.table.Expiry;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Follow;
import conclave.replica.gateway.Gateway;
import conclave.replica.kit.Lives;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clock beside a replica and before a gateway, both of which the test plays. */
class LockClockTest {

  private static final NodeId SELF = new NodeId("n1", 1);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration MARGIN = Duration.ofMillis(500);
  private static final Expiry.Settings SETTINGS =
      new Expiry.Settings(
          MARGIN.toNanos(), 3_000_000_000L, TICK.multipliedBy(2).toNanos(), TICK.toNanos());

  private final Stage stage = new Stage();
  private final TestProbe<Gateway.Command> gateway = stage.probe(Gateway.Command.class);
  private final TestProbe<Object> replica = stage.probe(Object.class);
  private final TestProbe<Locks.Reply> caller = stage.probe(Locks.Reply.class);
  private final ActorRef<LockClock.Command> clock;

  private LockClockTest() {
    stage.local(replica.ref(), stage.probe(Object.class).ref());
    clock =
        stage
            .kit()
            .spawn(
                new Lives()
                    .of(
                        LockClock.create(
                            new LockClock.Setup(
                                SELF, Stage.GROUP, gateway.ref(), SETTINGS, stage::nanos))));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static LockEvent granted(long renewal) {
    return new LockEvent.Granted(LOCK, "a", 5, renewal, TTL.toMillis(), true);
  }

  private void feed(Feed feed) {
    clock.unsafeUpcast().tell(feed);
  }

  /** Each life asks for the whole table. */
  private void opened(LockEvent... view) {
    Follow follow = replica.expectMessageClass(Follow.class);
    assertThat(follow.machine()).isEqualTo(LockTable.NAME);
    assertThat(follow.query()).isEqualTo(new LockQuery.All().encode());
    feed(new Feed.Opened(replica.ref(), 1, new LockReply.View(List.of(view)).encode()));
  }

  private void leads(long term, NodeId leader) {
    feed(new Feed.Leader(term, Optional.of(leader)));
  }

  /** What it knows of the lock's time, which also tells that it has handled all before. */
  private Duration remaining() {
    LockReply.Held lock = new LockReply.Held(LOCK.name(), "a", 5, TTL.toMillis(), 0);
    clock.tell(new LockClock.Complete(new LockReply.Page(List.of(lock), false), caller.ref()));
    return caller.expectMessageClass(Locks.Page.class).locks().get(0).remaining();
  }

  /** Lets time pass in ticks, each of which it handles. */
  private void pass(Duration time) {
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(TICK)) {
      remaining();
      stage.pass(TICK);
    }
    remaining();
  }

  private LockCommand proposed() throws MalformedException {
    return LockCommand.decode(gateway.expectMessageClass(Gateway.Execute.class).command());
  }

  private void nothingProposed() {
    gateway.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void whileItsNodeLeadsItProposesThatAGrantIsOverAfterItsTimeAndTheMargin() throws Exception {
    opened(granted(5));
    leads(1, SELF);
    pass(TTL.plus(MARGIN).minus(TICK));
    nothingProposed();
    pass(TICK);
    assertThat(proposed()).isEqualTo(new LockCommand.Expire(LOCK, 5, 5));
    nothingProposed();
  }

  @Test
  void whileAnotherNodeLeadsItProposesNothing() {
    opened(granted(5));
    leads(1, new NodeId("n2", 2));
    pass(TTL.plus(MARGIN).plus(TICK));
    nothingProposed();
  }

  @Test
  void whatDidNotComeThroughIsProposedAgain() throws Exception {
    opened(granted(5));
    leads(1, SELF);
    pass(TTL.plus(MARGIN));
    proposed();
    pass(TICK);
    nothingProposed();
    pass(TICK);
    assertThat(proposed()).isEqualTo(new LockCommand.Expire(LOCK, 5, 5));
  }

  @Test
  void aRenewalBeginsTheTimeAfresh() throws Exception {
    opened(granted(5));
    leads(1, SELF);
    pass(TTL.minusSeconds(1));
    feed(new Feed.Changed(9, List.of(granted(9).encode())));
    pass(TTL);
    nothingProposed();
    pass(MARGIN);
    assertThat(proposed()).isEqualTo(new LockCommand.Expire(LOCK, 5, 9));
  }

  @Test
  void aLockThatEndedIsForgotten() {
    opened(granted(5));
    leads(1, SELF);
    LockEvent ended = new LockEvent.Ended(LOCK, "a", 5, LockEvent.Ended.Reason.RELEASED);
    feed(new Feed.Changed(9, List.of(ended.encode())));
    pass(TTL.plus(MARGIN).plus(TICK));
    nothingProposed();
  }

  @Test
  void whenItDiesEveryGrantHasItsWholeTimeAfresh() throws Exception {
    opened(granted(5));
    leads(1, SELF);
    pass(TTL.minusMillis(500));
    assertThat(remaining()).isEqualTo(Duration.ofMillis(500));
    feed(new Feed.Changed(9, List.of(new byte[] {99})));
    opened(granted(5));
    leads(1, SELF);
    assertThat(remaining()).isGreaterThan(TTL.minusMillis(100));
    pass(TTL);
    nothingProposed();
    pass(MARGIN.plus(TICK));
    assertThat(proposed()).isEqualTo(new LockCommand.Expire(LOCK, 5, 5));
  }

  @Test
  void aLockThatItHasNotHeardOfYetHasItsWholeTime() {
    opened();
    assertThat(remaining()).isEqualTo(TTL);
  }
}
