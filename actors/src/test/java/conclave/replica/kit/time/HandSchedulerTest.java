package conclave.replica.kit.time;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandSchedulerTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Stage stage = new Stage();
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    stage.close();
  }

  /** Akka's scheduler sleeps instead, and a busy machine is not done when it wakes. */
  @Test
  void whatFollowsFromATimerIsDoneBeforeTheNextRingsAndBeforeTimeHasPassed() {
    int hops = 20_000;
    AtomicInteger passed = new AtomicInteger();
    ActorRef<Integer> chain = stage.kit().spawn(counting(passed));
    ring(1, () -> chain.tell(hops));
    ring(2, () -> heard.add("after " + passed.get()));
    ring(3, () -> chain.tell(hops));

    stage.pass(SECOND.multipliedBy(3));
    assertThat(heard).containsExactly("after " + (hops + 1));
    assertThat(passed).hasValue(2 * (hops + 1));
  }

  @Test
  void timersRingInTheirOrderAndPeriodicOnesUntilTheyAreCancelled() {
    Cancellable periodic =
        stage
            .kit()
            .system()
            .scheduler()
            .scheduleAtFixedRate(SECOND, SECOND, () -> heard.add("each"), executor());
    ring(3, () -> heard.add("third"));
    Cancellable never = ring(2, () -> heard.add("never"));
    ring(2, () -> heard.add("second"));

    assertThat(never.cancel()).isTrue();
    assertThat(never.cancel()).isFalse();
    assertThat(never.isCancelled()).isTrue();
    stage.pass(Duration.ofMillis(999));
    assertThat(heard).isEmpty();
    stage.pass(Duration.ofMillis(2_001));
    assertThat(periodic.cancel()).isTrue();
    stage.pass(SECOND);
    assertThat(heard).containsExactlyElementsOf(List.of("each", "second", "each", "third", "each"));
  }

  private Cancellable ring(int seconds, Runnable what) {
    Duration delay = SECOND.multipliedBy(seconds);
    return stage.kit().system().scheduler().scheduleOnce(delay, what, executor());
  }

  private scala.concurrent.ExecutionContext executor() {
    return stage.kit().system().executionContext();
  }

  /** Tells another of its kind, which it makes, until nothing is left. */
  private static Behavior<Integer> counting(AtomicInteger passed) {
    return Behaviors.setup(
        context -> {
          ActorRef<Integer> other =
              context.spawn(
                  Behaviors.<Integer>receiveMessage(
                      left -> {
                        passed.incrementAndGet();
                        context.getSelf().tell(left - 1);
                        return Behaviors.same();
                      }),
                  "other");
          return Behaviors.receiveMessage(
              left -> {
                passed.incrementAndGet();
                if (left > 0) {
                  other.tell(left - 1);
                }
                return Behaviors.same();
              });
        });
  }
}
