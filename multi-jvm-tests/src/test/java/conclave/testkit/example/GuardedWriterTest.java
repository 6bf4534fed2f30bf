package conclave.testkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.testkit.InMemoryCluster;
import conclave.testkit.InMemoryNode.Fate;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How an application tests an actor that writes only while it holds a lock. */
@ExtendWith(Stopwatch.class)
class GuardedWriterTest {

  private ActorTestKit testKit;
  private InMemoryCluster cluster;
  private TestProbe<GuardedWriter.Reply> replies;
  private final Ledger ledger = new Ledger();

  @BeforeEach
  void start() {
    testKit = ActorTestKit.create(InMemoryCluster.config());
    cluster = InMemoryCluster.start(testKit.system());
    replies = testKit.createTestProbe();
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private ActorRef<GuardedWriter.Command> writer(String owner, String node) {
    return testKit.spawn(GuardedWriter.create(cluster.services(node), ledger), owner);
  }

  private GuardedWriter.Reply write(ActorRef<GuardedWriter.Command> writer, String line) {
    writer.tell(new GuardedWriter.Write(line, replies.ref()));
    return replies.receiveMessage();
  }

  @Test
  void it_writes_while_it_holds_the_lock_however_long() {
    ActorRef<GuardedWriter.Command> writer = writer("a", "n1");
    assertThat(cluster.lock(GuardedWriter.LOCK).holder()).contains("a");
    long token = cluster.lock(GuardedWriter.LOCK).token().orElseThrow();
    assertThat(write(writer, "one")).isEqualTo(new GuardedWriter.Written(token));
    cluster.advance(Duration.ofMinutes(10));
    assertThat(write(writer, "two")).isEqualTo(new GuardedWriter.Written(token));
  }

  @Test
  void it_stops_when_the_lock_is_taken_and_its_late_write_is_refused() {
    ActorRef<GuardedWriter.Command> writer = writer("a", "n1");
    long token = cluster.lock(GuardedWriter.LOCK).token().orElseThrow();
    long rivals = cluster.lock(GuardedWriter.LOCK).take("rival");
    assertThat(rivals).isGreaterThan(token);
    ledger.append(rivals, "the rival's");

    assertThat(write(writer, "late")).isEqualTo(new GuardedWriter.Refused(token));
    cluster.advance(GuardedWriter.TTL.dividedBy(3));
    assertThat(write(writer, "later")).isEqualTo(new GuardedWriter.NotMine());
    assertThat(ledger.lines()).containsExactly("the rival's");
  }

  @Test
  void after_a_pause_the_loss_comes_first() {
    ActorRef<GuardedWriter.Command> writer = writer("a", "n1");
    cluster.lock(GuardedWriter.LOCK).join("rival");
    cluster.pause(Duration.ofSeconds(30));
    assertThat(cluster.lock(GuardedWriter.LOCK).holder()).contains("rival");
    assertThat(write(writer, "late")).isEqualTo(new GuardedWriter.NotMine());
  }

  @Test
  void without_a_majority_it_stops_before_another_can_be_granted_the_lock() {
    ActorRef<GuardedWriter.Command> writer = writer("a", "n1");
    cluster.loseMajority();
    cluster.advance(GuardedWriter.TTL);
    assertThat(write(writer, "late")).isEqualTo(new GuardedWriter.NotMine());
    assertThat(cluster.lock(GuardedWriter.LOCK).holder()).contains("a");

    cluster.restoreMajority();
    cluster.advance(Duration.ofSeconds(1));
    assertThat(write(writer, "again")).isInstanceOf(GuardedWriter.Written.class);
  }

  @Test
  void an_unknown_outcome_is_asked_again_and_comes_to_one_grant() {
    cluster.node("n1").forgetNextOutcome(Fate.DONE);
    ActorRef<GuardedWriter.Command> writer = writer("a", "n1");
    assertThat(write(writer, "early")).isEqualTo(new GuardedWriter.NotMine());
    long token = cluster.lock(GuardedWriter.LOCK).token().orElseThrow();
    cluster.advance(Duration.ofMillis(200));
    assertThat(write(writer, "now")).isEqualTo(new GuardedWriter.Written(token));
  }

  @Test
  void of_two_writers_one_writes_and_the_other_follows_when_its_node_is_cut_off() {
    ActorRef<GuardedWriter.Command> first = writer("a", "n1");
    ActorRef<GuardedWriter.Command> second = writer("b", "n2");
    assertThat(cluster.lock(GuardedWriter.LOCK).waiters()).containsExactly("b");
    assertThat(write(second, "too early")).isEqualTo(new GuardedWriter.NotMine());

    cluster.node("n1").cutOff();
    cluster.advance(Duration.ofMillis(2_900));
    assertThat(write(first, "cut off")).isEqualTo(new GuardedWriter.NotMine());
    assertThat(write(second, "not yet")).isEqualTo(new GuardedWriter.NotMine());
    cluster.advance(Duration.ofSeconds(1));
    assertThat(write(second, "now")).isInstanceOf(GuardedWriter.Written.class);
  }

  @Test
  void a_lock_that_expired_goes_to_whoever_waits() {
    writer("a", "n1");
    ActorRef<GuardedWriter.Command> second = writer("b", "n2");
    cluster.lock(GuardedWriter.LOCK).expire();
    assertThat(write(second, "now")).isInstanceOf(GuardedWriter.Written.class);
    assertThat(cluster.lock(GuardedWriter.LOCK).holder()).contains("b");
  }
}
