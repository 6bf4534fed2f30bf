package conclave.node.serving;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.async.internal.Errands;
import conclave.http.lock.LockOutcome;
import conclave.http.lock.LockService.Grant;
import conclave.http.lock.LockService.Terms;
import conclave.http.lock.LockService.Wanted;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.LockQuery;
import conclave.lock.table.Space;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is asked of the locks, and what is made of their answers. */
class ActorLocksTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Errands ERRANDS = Errands.get(KIT.system());
  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final Terms TERMS = new Terms(Optional.empty(), WITHIN);
  private static final LockName DOOR = new LockName(Space.LOCK, "door");

  private final TestProbe<Locks.Command> actor = KIT.createTestProbe();
  private final ActorLocks locks = new ActorLocks(actor.getRef(), ERRANDS);
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private CompletionStage<LockOutcome> acquire() {
    return locks.acquire(
        new Wanted("door", "a", Duration.ofSeconds(9), Duration.ofSeconds(2), gone), TERMS);
  }

  private static LockOutcome end(CompletionStage<LockOutcome> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void anAcquireIsPassedOnAsItIs() throws Exception {
    CompletionStage<LockOutcome> stage = acquire();
    Locks.Acquire asked = actor.expectMessageClass(Locks.Acquire.class, WITHIN);
    assertThat(asked.lock()).isEqualTo(DOOR);
    assertThat(asked.owner()).isEqualTo("a");
    assertThat(asked.ttl()).isEqualTo(Duration.ofSeconds(9));
    assertThat(asked.waitAtMost()).isEqualTo(Duration.ofSeconds(2));
    assertThat(asked.within()).isEqualTo(WITHIN);
    asked.replyTo().tell(new Locks.Granted(7, asked.ttl(), 1));
    assertThat(end(stage)).isEqualTo(new LockOutcome.Granted(7, Duration.ofSeconds(9)));
  }

  @Test
  void whoIsGoneIsSeenToBeGone() throws Exception {
    CompletionStage<LockOutcome> stage = acquire();
    Locks.Acquire asked = actor.expectMessageClass(Locks.Acquire.class, WITHIN);
    gone.complete(null);
    actor.expectTerminated(asked.replyTo(), WITHIN);
    assertThat(end(stage)).isInstanceOf(LockOutcome.Unavailable.class);
  }

  @Test
  void everyReplyHasItsOutcome() throws Exception {
    assertThat(becomes(new Locks.Locked("b"))).isEqualTo(new LockOutcome.Locked("b"));
    assertThat(becomes(new Locks.Released())).isEqualTo(new LockOutcome.Released());
    assertThat(becomes(new Locks.Lost())).isEqualTo(new LockOutcome.Lost());
    assertThat(becomes(new Locks.Unknown("maybe")))
        .isEqualTo(new LockOutcome.Unavailable(false, "maybe"));
    assertThat(becomes(new Locks.Rejected(Outcome.Reason.NO_LEADER, "nobody leads")))
        .isEqualTo(new LockOutcome.Unavailable(true, "nobody leads"));
    assertThat(becomes(new Locks.Rejected(Outcome.Reason.NO_SPACE, "no space")))
        .isEqualTo(new LockOutcome.Unavailable(true, "no space"));
    assertThat(becomes(new Locks.Rejected(Outcome.Reason.OVERLOADED, "full")))
        .isEqualTo(new LockOutcome.Overloaded("full"));
    assertThat(becomes(new Locks.Rejected(Outcome.Reason.INVALID, "too long")))
        .isEqualTo(new LockOutcome.Invalid("too long"));
  }

  private LockOutcome becomes(Locks.Reply reply) throws Exception {
    CompletionStage<LockOutcome> stage = locks.release(new Grant("door", "a", 7), TERMS);
    Locks.Release asked = actor.expectMessageClass(Locks.Release.class, WITHIN);
    assertThat(asked.token()).isEqualTo(7);
    asked.replyTo().tell(reply);
    return end(stage);
  }

  @Test
  void locksThatDoNotAnswerAreUnknownAMomentAfterTheDeadline() throws Exception {
    Terms soon = new Terms(Optional.empty(), Duration.ofMillis(1));
    assertThat(end(locks.renew(new Grant("door", "a", 7), soon)))
        .isEqualTo(new LockOutcome.Unavailable(false, "the locks did not answer"));
  }

  @Test
  void aListIsReadPageByPage() throws Exception {
    CompletionStage<LockOutcome> stage = locks.list(Integer.MAX_VALUE, WITHIN);
    answerPage("", LockQuery.Page.MAX_LIMIT, page(1, 500, true));
    answerPage("lock-500", LockQuery.Page.MAX_LIMIT, page(501, 502, false));
    LockOutcome.Listed listed = (LockOutcome.Listed) end(stage);
    assertThat(listed.locks()).hasSize(502);
    assertThat(listed.more()).isFalse();
  }

  @Test
  void noMoreIsReadThanWasWanted() throws Exception {
    CompletionStage<LockOutcome> stage = locks.list(3, WITHIN);
    answerPage("", 3, page(1, 3, true));
    LockOutcome.Listed listed = (LockOutcome.Listed) end(stage);
    assertThat(listed.locks()).hasSize(3);
    assertThat(listed.more()).isTrue();
  }

  @Test
  void aPageThatIsRefusedEndsTheList() throws Exception {
    CompletionStage<LockOutcome> stage = locks.list(Integer.MAX_VALUE, WITHIN);
    answerPage("", LockQuery.Page.MAX_LIMIT, page(1, 500, true));
    answerPage(
        "lock-500",
        LockQuery.Page.MAX_LIMIT,
        new Locks.Rejected(Outcome.Reason.NO_LEADER, "nobody leads"));
    assertThat(end(stage)).isEqualTo(new LockOutcome.Unavailable(true, "nobody leads"));
  }

  @Test
  void aListWhoseReaderDiesIsAnsweredAtOnce() throws Exception {
    CompletionStage<LockOutcome> stage = locks.list(Integer.MAX_VALUE, Duration.ofDays(1));
    answerPage("", LockQuery.Page.MAX_LIMIT, new Locks.Page(List.of(), true));
    assertThat(end(stage)).isInstanceOf(LockOutcome.Unavailable.class);
  }

  private void answerPage(String after, int limit, Locks.Reply reply) {
    Locks.ListLocks asked = actor.expectMessageClass(Locks.ListLocks.class, WITHIN);
    assertThat(asked.after()).isEqualTo(after);
    assertThat(asked.limit()).isEqualTo(limit);
    asked.replyTo().tell(reply);
  }

  private static Locks.Page page(int from, int to, boolean more) {
    List<Locks.Held> held =
        IntStream.rangeClosed(from, to)
            .mapToObj(
                i -> new Locks.Held("lock-" + i, "o", i, Duration.ofSeconds(9), Duration.ZERO, 0))
            .toList();
    return new Locks.Page(held, more);
  }
}
