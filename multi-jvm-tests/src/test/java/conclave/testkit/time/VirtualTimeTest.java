package conclave.testkit.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time that only a test moves. */
class VirtualTimeTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ActorTestKit testKit = ActorTestKit.create(VirtualTime.config());
  private final VirtualTime time = VirtualTime.of(testKit.system());
  private final TestProbe<String> probe = testKit.createTestProbe();

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  /** Says at which millisecond each timer rang. */
  private Behavior<String> ringing(String name, Duration period, boolean once) {
    return Behaviors.withTimers(
        timers -> {
          if (once) {
            timers.startSingleTimer(name, period);
          } else {
            timers.startTimerWithFixedDelay(name, period);
          }
          return Behaviors.receiveMessage(
              ring -> {
                probe.ref().tell(ring + " " + time.getAsLong() / 1_000_000);
                return Behaviors.same();
              });
        });
  }

  private void assertHeard(String... messages) {
    for (String message : messages) {
      probe.expectMessage(Duration.ZERO, message);
    }
    probe.expectNoMessage(Duration.ZERO);
  }

  @Test
  void timers_of_all_actors_ring_at_their_time_and_in_its_order() {
    testKit.spawn(ringing("b", Duration.ofMillis(300), false));
    testKit.spawn(ringing("a", Duration.ofMillis(500), true));
    time.advance(Duration.ofMillis(299));
    assertHeard();
    time.advance(Duration.ofMillis(701));
    assertHeard("b 300", "a 500", "b 600", "b 900");
    assertThat(time.getAsLong()).isEqualTo(SECOND.toNanos());
  }

  @Test
  void what_a_timer_leads_to_is_over_before_the_next_one_rings() {
    testKit.spawn(
        Behaviors.<String>withTimers(
            timers -> {
              timers.startSingleTimer("1", Duration.ofMillis(10));
              return Behaviors.receiveMessage(
                  text -> {
                    probe.ref().tell(text + " " + time.getAsLong() / 1_000_000);
                    timers.startSingleTimer("1" + text, Duration.ofMillis(10));
                    return text.length() == 4 ? Behaviors.stopped() : Behaviors.same();
                  });
            }));
    time.advance(Duration.ofHours(1));
    assertHeard("1 10", "11 20", "111 30", "1111 40");
  }

  @Test
  void the_manual_time_of_akka_is_the_same_time() {
    testKit.spawn(ringing("a", SECOND, true));
    ManualTime.get(testKit.system()).timePasses(SECOND);
    assertHeard("a 1000");
    assertThat(time.getAsLong()).isEqualTo(SECOND.toNanos());
  }

  @Test
  void a_timer_of_no_time_rings_at_once_and_a_cancelled_one_never() {
    testKit.spawn(ringing("now", Duration.ZERO, true));
    assertHeard("now 0");
    ActorRef<String> stopped = testKit.spawn(ringing("never", SECOND, false));
    testKit.stop(stopped);
    time.advance(Duration.ofMinutes(1));
    assertHeard();
  }

  @Test
  void in_a_pause_others_go_on_and_then_mail_and_late_timers_come() {
    testKit.spawn(ringing("a", SECOND, true));
    time.outside(
        5_000_000_000L, () -> probe.ref().tell("mail sent at " + time.getAsLong() / 1_000_000));
    List<Long> others = new ArrayList<>();
    time.outside(2_000_000_000L, () -> others.add(time.getAsLong()));
    time.pause(Duration.ofSeconds(10));
    assertThat(others).containsExactly(2_000_000_000L);
    assertThat(time.getAsLong()).isEqualTo(10_000_000_000L);
    assertHeard("mail sent at 5000", "a 10000");
  }

  @Test
  void a_pause_ends_even_when_something_outside_fails_in_it() {
    ActorRef<String> actor = testKit.spawn(ringing("a", Duration.ofDays(1), true));
    time.outside(2_000_000_000L, () -> actor.tell("mail"));
    time.outside(
        3_000_000_000L,
        () -> {
          throw new IllegalArgumentException("outside");
        });
    Duration pause = Duration.ofSeconds(10);
    assertThatThrownBy(() -> time.pause(pause)).isInstanceOf(IllegalArgumentException.class);
    actor.tell("later");
    assertHeard("mail 3000", "later 3000");
  }

  @Test
  void a_thread_of_the_application_may_tell() throws Exception {
    ActorRef<String> actor = testKit.spawn(ringing("a", Duration.ofDays(1), true));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(new Thread(() -> tell(actor, 500)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    time.advance(SECOND);
    assertThat(probe.receiveSeveralMessages(2_000)).containsOnly("x 0");
    assertHeard();
  }

  private static void tell(ActorRef<String> actor, int count) {
    for (int i = 0; i < count; i++) {
      actor.tell("x");
    }
  }

  @Test
  void time_does_not_go_back_and_no_actor_moves_it() {
    assertThatThrownBy(() -> time.advance(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time does not go back");
    testKit
        .spawn(
            Behaviors.<String>receiveMessage(
                message -> {
                  assertThatThrownBy(() -> time.advance(SECOND))
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("only the test may do");
                  probe.ref().tell("refused");
                  return Behaviors.same();
                }))
        .tell("move it");
    assertHeard("refused");
  }

  @Test
  void actors_that_never_come_to_rest_are_told_of_and_do_not_hang_the_test() {
    ActorTestKit restless = ActorTestKit.create(VirtualTime.config());
    ActorRef<String> actor =
        restless.spawn(
            Behaviors.<String>setup(
                context ->
                    Behaviors.receiveMessage(
                        message -> {
                          context.getSelf().tell(message);
                          return Behaviors.same();
                        })));
    actor.tell("again");
    VirtualTime its = VirtualTime.of(restless.system());
    assertThatThrownBy(() -> its.advance(SECOND))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("answer each other without end");
  }

  @Test
  void an_actor_system_in_real_time_is_refused() {
    ActorTestKit real = ActorTestKit.create();
    try {
      assertThatThrownBy(() -> VirtualTime.of(real.system()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("create its ActorTestKit with InMemoryCluster.config()");
    } finally {
      real.shutdownTestKit();
    }
  }
}
