package conclave.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.async.Async;
import conclave.async.AsyncMap;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.replica.gateway.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Maps in memory, and what becomes of a write whose caller hears nothing. */
class InMemoryMapTest {

  private static final Duration WITHIN = Duration.ofSeconds(2);

  private final ActorTestKit testKit = ActorTestKit.create(InMemoryCluster.config());
  private final InMemoryCluster cluster = InMemoryCluster.start(testKit.system());
  private final TestProbe<ReplicatedMap.Reply> replies = testKit.createTestProbe();

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private void put(String value, Optional<RequestId> retryOf) {
    cluster
        .services("n1")
        .maps()
        .tell(
            new ReplicatedMap.Put(
                "m", "k", bytes(value), Condition.ANY, WITHIN, retryOf, replies.ref()));
  }

  private void get(String node, boolean stale) {
    cluster
        .services(node)
        .maps()
        .tell(new ReplicatedMap.Get("m", "k", stale, WITHIN, replies.ref()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private <R extends ReplicatedMap.Reply> R replied(Class<R> type) {
    return type.cast(replies.receiveMessage(Duration.ZERO));
  }

  private Optional<RequestId> unknown() {
    cluster.advance(WITHIN.plusMillis(30));
    return replied(ReplicatedMap.Unknown.class).retry();
  }

  @Test
  void code_that_is_no_actor_has_its_answer_in_virtual_time() {
    AsyncMap map = Async.of(testKit.system(), cluster.services("n1")).map("m");
    CompletableFuture<ReplicatedMap.Reply> written =
        map.put("k", bytes("a"), WITHIN).toCompletableFuture();
    cluster.advance(Duration.ofMillis(1));
    assertThat(written.getNow(null)).isInstanceOf(ReplicatedMap.Written.class);
    cluster.node("n1").cutOff();
    CompletableFuture<ReplicatedMap.Reply> lost =
        map.put("k", bytes("b"), WITHIN).toCompletableFuture();
    cluster.advance(WITHIN.minusMillis(30));
    assertThat(lost).isNotDone();
    cluster.advance(Duration.ofMillis(60));
    assertThat(lost).isDone();
  }

  @Test
  void what_one_node_writes_all_nodes_and_the_test_read() {
    put("one", Optional.empty());
    assertThat(replied(ReplicatedMap.Written.class).version()).isEqualTo(1);
    get("n3", false);
    assertThat(replied(ReplicatedMap.Found.class).value()).isEqualTo(bytes("one"));
    assertThat(cluster.map("m").get("k")).contains(bytes("one"));
    assertThat(cluster.map("m").put("k", bytes("two"))).isEqualTo(2);
    get("n2", true);
    assertThat(replied(ReplicatedMap.Found.class).version()).isEqualTo(2);
    assertThat(cluster.map("m").delete("k")).isTrue();
    assertThat(cluster.map("m").version("k")).isZero();
  }

  @Test
  void a_write_whose_answer_is_lost_is_done_once_however_often_it_is_tried() {
    cluster.node("n1").loseAnswers();
    put("one", Optional.empty());
    Optional<RequestId> retry = unknown();
    assertThat(cluster.map("m").version("k")).isEqualTo(1);
    cluster.node("n1").heal();
    put("one", retry);
    assertThat(replied(ReplicatedMap.Written.class).version()).isEqualTo(1);
    assertThat(cluster.map("m").version("k")).isEqualTo(1);
  }

  @Test
  void a_write_that_is_lost_is_done_when_it_is_tried_again() {
    put("zero", Optional.empty());
    replied(ReplicatedMap.Written.class);
    cluster.node("n1").loseRequests();
    put("one", Optional.empty());
    Optional<RequestId> retry = unknown();
    assertThat(cluster.map("m").get("k")).contains(bytes("zero"));
    cluster.node("n1").heal();
    put("one", retry);
    assertThat(replied(ReplicatedMap.Written.class).version()).isEqualTo(2);
  }

  @Test
  void a_write_that_is_held_is_done_long_after_its_deadline() {
    put("zero", Optional.empty());
    replied(ReplicatedMap.Written.class);
    cluster.node("n1").holdRequests();
    put("one", Optional.empty());
    unknown();
    cluster.map("m").put("k", bytes("another's"));
    cluster.node("n1").heal();
    assertThat(cluster.map("m").get("k")).contains(bytes("one"));
    assertThat(cluster.map("m").version("k")).isEqualTo(3);
    replies.expectNoMessage(Duration.ZERO);
  }

  @Test
  void an_answer_that_is_held_comes_when_the_link_is_healed() {
    cluster.node("n1").holdAnswers();
    put("one", Optional.empty());
    cluster.advance(Duration.ofSeconds(1));
    replies.expectNoMessage(Duration.ZERO);
    cluster.node("n1").heal();
    assertThat(replied(ReplicatedMap.Written.class).version()).isEqualTo(1);
  }

  @Test
  void without_a_majority_only_what_is_stale_is_read() {
    put("one", Optional.empty());
    replied(ReplicatedMap.Written.class);
    cluster.loseMajority();
    get("n2", true);
    assertThat(replied(ReplicatedMap.Found.class).version()).isEqualTo(1);
    get("n2", false);
    cluster.advance(WITHIN.plusMillis(30));
    replied(ReplicatedMap.Rejected.class);
  }

  @Test
  void a_node_that_is_cut_off_reads_what_it_knew() {
    cluster.map("m").put("k", bytes("one"));
    cluster.node("n2").cutOff();
    cluster.map("m").put("k", bytes("two"));
    get("n2", true);
    assertThat(replied(ReplicatedMap.Found.class).value()).isEqualTo(bytes("one"));
    cluster.node("n2").heal();
    get("n2", false);
    assertThat(replied(ReplicatedMap.Found.class).value()).isEqualTo(bytes("two"));
  }
}
