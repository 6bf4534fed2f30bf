package conclave.lock;

import static conclave.lock.LockBench.TTL;
import static conclave.lock.LockBench.WITHIN;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.lock.LockBench.Asked;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.Space;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A list of held locks, before a gateway and beside a clock that the test plays. */
class ListingTest {

  private static final LockReply.Page PAGE =
      new LockReply.Page(List.of(new LockReply.Held("l", "a", 5, 3_000, 2)), true);
  private static final Locks.Page WHOLE =
      new Locks.Page(List.of(new Locks.Held("l", "a", 5, TTL, TTL, 2)), true);

  private final LockBench bench = new LockBench();
  private final TestProbe<LockClock.Command> clock = bench.stage.probe(LockClock.Command.class);

  @AfterEach
  void close() {
    bench.close();
  }

  private ActorRef<Object> list(Optional<ActorRef<LockClock.Command>> beside) {
    Locks.Setup setup =
        new Locks.Setup(
            Stage.GROUP, bench.gateway.ref(), beside, LockBench.SETTINGS, bench.stage::nanos);
    Locks.ListLocks request = new Locks.ListLocks("k", 7, WITHIN, bench.caller.ref());
    return bench.stage.kit().spawn(Listing.create(setup, request));
  }

  private Asked<LockQuery.Page> asked() {
    Asked<LockQuery.Page> asked = bench.question(LockQuery.Page.class);
    assertThat(asked.what()).isEqualTo(new LockQuery.Page(Space.LOCK, "k", 7));
    return asked;
  }

  private void isOver(ActorRef<Object> listing) {
    bench.stage.kit().createTestProbe().expectTerminated(listing);
    bench.caller.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void theClockBesideItSaysHowMuchTimeIsLeft() {
    ActorRef<Object> listing = list(Optional.of(clock.ref()));
    asked().answer(PAGE);
    LockClock.Complete complete = clock.expectMessageClass(LockClock.Complete.class);
    assertThat(complete.page()).isEqualTo(PAGE);
    Locks.Page page =
        new Locks.Page(List.of(new Locks.Held("l", "a", 5, TTL, Duration.ofMillis(17), 2)), true);
    complete.replyTo().tell(page);
    bench.caller.expectMessage(page);
    isOver(listing);
  }

  @Test
  void whereNoClockIsEachHasItsWholeTime() {
    ActorRef<Object> listing = list(Optional.empty());
    asked().answer(PAGE);
    bench.caller.expectMessage(WHOLE);
    isOver(listing);
  }

  @Test
  void aClockThatSaysNothingCostsTheDeadlineAndItsEstimates() {
    ActorRef<Object> listing = list(Optional.of(clock.ref()));
    asked().answer(PAGE);
    clock.expectMessageClass(LockClock.Complete.class);
    bench.stage.pass(WITHIN);
    bench.caller.expectMessage(WHOLE);
    isOver(listing);
  }

  @Test
  void aGatewayThatSaysNothingCostsTheDeadline() {
    ActorRef<Object> listing = list(Optional.of(clock.ref()));
    asked();
    bench.stage.pass(WITHIN);
    assertThat(bench.caller.expectMessageClass(Locks.Rejected.class).reason())
        .isEqualTo(Outcome.Reason.NO_LEADER);
    isOver(listing);
  }

  @Test
  void whatCannotBeListedIsRejected() {
    list(Optional.empty());
    asked().refuse(Outcome.Reason.OVERLOADED);
    bench.caller.expectMessage(new Locks.Rejected(Outcome.Reason.OVERLOADED, "refused"));
    list(Optional.empty());
    asked().leaveUnknown();
    bench.caller.expectMessage(new Locks.Rejected(Outcome.Reason.NO_LEADER, "nobody knows"));
    list(Optional.empty());
    asked().answer(new LockReply.Lost());
    bench.caller.expectMessageClass(Locks.Rejected.class);
  }

  @Test
  void whenTheLocksDieWhoAskedForAListIsTold() {
    bench.locks.tell(new Locks.ListLocks("k", 7, WITHIN, bench.caller.ref()));
    asked();
    bench.kill();
    assertThat(bench.caller.expectMessageClass(Locks.Rejected.class).reason())
        .isEqualTo(Outcome.Reason.NO_LEADER);
  }
}
