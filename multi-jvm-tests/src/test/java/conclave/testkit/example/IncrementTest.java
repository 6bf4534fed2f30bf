package conclave.testkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.map.ReplicatedMap;
import conclave.replica.gateway.RequestId;
import conclave.testkit.InMemoryCluster;
import conclave.testkit.InMemoryNode.Fate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How an application tests an actor that changes a replicated map. */
@ExtendWith(Stopwatch.class)
class IncrementTest {

  private static final String KEY = "visits";

  private ActorTestKit testKit;
  private InMemoryCluster cluster;
  private TestProbe<Increment.Result> results;

  @BeforeEach
  void start() {
    testKit = ActorTestKit.create(InMemoryCluster.config());
    cluster = InMemoryCluster.start(testKit.system());
    results = testKit.createTestProbe();
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private void increment(String node) {
    testKit.spawn(Increment.create(cluster.services(node).maps(), KEY, results.ref()));
  }

  private long stored() {
    byte[] value = cluster.map(Increment.MAP).get(KEY).orElseThrow();
    return Long.parseLong(new String(value, StandardCharsets.UTF_8));
  }

  @Test
  void what_is_counted_at_one_node_is_seen_at_another() {
    increment("n1");
    increment("n2");
    results.expectMessage(new Increment.Counted(1));
    results.expectMessage(new Increment.Counted(2));
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void who_was_overtaken_reads_again() {
    cluster.map(Increment.MAP).put(KEY, "41".getBytes(StandardCharsets.UTF_8));
    cluster.node("n1").holdAnswers(); // it reads 41, and hears so late
    increment("n1");
    increment("n2");
    results.expectMessage(new Increment.Counted(42));
    cluster.node("n1").heal();
    results.expectMessage(new Increment.Counted(43));
    assertThat(stored()).isEqualTo(43);
  }

  @Test
  void what_nobody_will_ever_know_is_told() {
    cluster.map(Increment.MAP).put(KEY, "1".getBytes(StandardCharsets.UTF_8));
    cluster.node("n1").forgetNextOutcome(Fate.DONE);
    increment("n1");
    assertThat(results.receiveMessage()).isInstanceOf(Increment.NobodyKnows.class);
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void what_may_have_been_done_is_tried_again_as_the_same_request() {
    TestProbe<ReplicatedMap.Command> maps = testKit.createTestProbe();
    testKit.spawn(Increment.create(maps.ref(), KEY, results.ref()));
    maps.receiveMessage().replyTo().tell(new ReplicatedMap.NotFound());
    ReplicatedMap.Put first = maps.expectMessageClass(ReplicatedMap.Put.class);
    RequestId request = new RequestId(7, 1);
    first.replyTo().tell(new ReplicatedMap.Unknown("no answer in time", Optional.of(request)));
    ReplicatedMap.Put second = maps.expectMessageClass(ReplicatedMap.Put.class);
    assertThat(second.retryOf()).contains(request);
    assertThat(second.condition()).isEqualTo(first.condition());
    assertThat(second.value()).isEqualTo(first.value());
    second.replyTo().tell(new ReplicatedMap.Written(1));
    results.expectMessage(new Increment.Counted(1));
  }

  @Test
  void without_a_majority_it_is_certainly_not_counted() {
    cluster.loseMajority();
    increment("n1");
    cluster.advance(Duration.ofSeconds(3));
    assertThat(results.receiveMessage()).isInstanceOf(Increment.NotCounted.class);
    assertThat(cluster.map(Increment.MAP).get(KEY)).isEmpty();
  }
}
