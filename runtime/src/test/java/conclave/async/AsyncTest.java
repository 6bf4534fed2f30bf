package conclave.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.DeadLetter;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.eventstream.EventStream;
import com.typesafe.config.ConfigFactory;
import conclave.async.internal.Errands;
import conclave.map.ReplicatedMap;
import conclave.map.ReplicatedMap.Put;
import conclave.map.ReplicatedMap.Rejected;
import conclave.map.ReplicatedMap.Reply;
import conclave.map.ReplicatedMap.Unknown;
import conclave.map.ReplicatedMap.Written;
import conclave.map.table.Condition;
import conclave.replica.gateway.Outcome;
import conclave.replica.gateway.RequestId;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked for somebody who is no actor, and that there is an answer whatever happens. */
class AsyncTest {

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final byte[] VALUE = {1, 2, 3};

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  "akka.actor.provider = local, conclave.async { max-calls = 3, max-bytes = 8 }")
              .withFallback(ConfigFactory.load()));
  private final TestProbe<ReplicatedMap.Command> maps = kit.createTestProbe();
  private final AsyncMap map = new AsyncMap(Errands.get(kit.system()), maps.getRef(), "m");

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  private static Reply end(CompletionStage<Reply> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Test
  void aPutIsPassedOnAsItIs() {
    CompletionStage<Reply> stage = map.put("k", VALUE, Condition.version(4), WITHIN);
    Put asked = maps.expectMessageClass(Put.class, WITHIN);
    assertThat(asked.map()).isEqualTo("m");
    assertThat(asked.key()).isEqualTo("k");
    assertThat(asked.value()).isEqualTo(VALUE);
    assertThat(asked.condition()).isEqualTo(Condition.version(4));
    assertThat(asked.within()).isEqualTo(WITHIN);
    assertThat(asked.retryOf()).isEmpty();
    asked.replyTo().tell(new Written(5));
    assertThat(end(stage)).isEqualTo(new Written(5));
  }

  @Test
  void whatWasUnknownIsAskedAgainAsTheSameRequest() {
    CompletionStage<Reply> first = map.put("k", VALUE, WITHIN);
    RequestId id = new RequestId(7, 3);
    maps.expectMessageClass(Put.class, WITHIN)
        .replyTo()
        .tell(new Unknown("the leader is gone", Optional.of(id)));
    RequestId said = ((Unknown) end(first)).retry().orElseThrow();
    map.retrying(said).put("k", VALUE, WITHIN);
    assertThat(maps.expectMessageClass(Put.class, WITHIN).retryOf()).contains(id);
  }

  @Test
  void nobodyWaitsLongerThanTheDeadline() {
    assertThat(end(map.put("k", VALUE, Duration.ofMillis(1)))).isInstanceOf(Unknown.class);
    assertThat(end(map.get("k", Duration.ofMillis(1))))
        .isEqualTo(new Rejected(Outcome.Reason.NO_LEADER, "the map did not answer"));
  }

  @Test
  void moreCallsThanTheBoundAreRejectedAndAnEndMakesRoom() {
    List<CompletionStage<Reply>> calls =
        IntStream.range(0, 3).mapToObj(i -> map.get("k" + i, WITHIN)).toList();
    assertThat(end(map.get("k", WITHIN)))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(Outcome.Reason.OVERLOADED);
              assertThat(rejected.message()).startsWith("3 calls with 0 bytes are under way");
            });
    ReplicatedMap.Command one = maps.receiveMessage(WITHIN);
    one.replyTo().tell(new ReplicatedMap.NotFound());
    maps.expectTerminated(one.replyTo(), WITHIN);
    assertThat(calls).anyMatch(call -> call.toCompletableFuture().isDone());
    kit.createTestProbe()
        .awaitAssert(
            WITHIN,
            () -> {
              CompletionStage<Reply> more = map.get("more", WITHIN);
              assertThat(more.toCompletableFuture().isDone()).isFalse();
              return more;
            });
  }

  @Test
  void moreBytesThanTheBoundAreRejected() {
    map.put("a", new byte[6], WITHIN);
    assertThat(end(map.put("b", VALUE, WITHIN)))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> assertThat(rejected.message()).startsWith("1 calls with 6 bytes"));
    assertThat(map.put("c", new byte[2], WITHIN).toCompletableFuture().isDone()).isFalse();
  }

  @Test
  void whoeverCancelsIsSeenToBeGone() {
    CompletionStage<Reply> stage = map.get("k", WITHIN);
    ReplicatedMap.Command asked = maps.receiveMessage(WITHIN);
    stage.toCompletableFuture().cancel(false);
    maps.expectTerminated(asked.replyTo(), WITHIN);
  }

  @Test
  void theEndOfTheSystemAnswersEverybody() {
    CompletionStage<Reply> before = map.put("k", VALUE, WITHIN);
    maps.receiveMessage(WITHIN);
    kit.shutdownTestKit();
    assertThat(end(before)).isInstanceOf(Unknown.class);
    assertThat(end(map.put("k", VALUE, WITHIN)))
        .isEqualTo(new Rejected(Outcome.Reason.ENDED, "this ActorSystem has ended"));
  }

  @Test
  void whatIsNoRequestFails() {
    assertThatThrownBy(() -> end(map.get(null, WITHIN))).hasMessageContaining("key");
  }

  @Test
  void whoeverHasAllTheTimeOfTheWorldIsAnsweredToo() {
    for (Duration ample : List.of(Duration.ofDays(365), ChronoUnit.FOREVER.getDuration())) {
      CompletionStage<Reply> stage = map.get("k", ample);
      ReplicatedMap.Command asked = maps.receiveMessage(WITHIN);
      asked.replyTo().tell(new ReplicatedMap.NotFound());
      assertThat(end(stage)).isEqualTo(new ReplicatedMap.NotFound());
    }
  }

  @Test
  void anAnsweredCallLeavesNoDeadLetter() {
    TestProbe<DeadLetter> lost = kit.createTestProbe();
    kit.system().eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, lost.getRef()));
    CompletionStage<Reply> stage = map.get("k", WITHIN);
    ReplicatedMap.Command asked = maps.receiveMessage(WITHIN);
    asked.replyTo().tell(new ReplicatedMap.NotFound());
    assertThat(end(stage)).isEqualTo(new ReplicatedMap.NotFound());
    maps.expectTerminated(asked.replyTo(), WITHIN);
    asked.replyTo().tell(new ReplicatedMap.NotFound());
    assertThat(lost.receiveMessage(WITHIN).message()).isEqualTo(new ReplicatedMap.NotFound());
  }

  @Test
  void whatIsWrittenIsWhatTheCallWasGiven() {
    byte[] value = {1};
    map.put("k", value, WITHIN);
    value[0] = 2;
    assertThat(maps.expectMessageClass(Put.class, WITHIN).value()).containsExactly(1);
  }
}
