package conclave.testkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.testkit.InMemoryCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How an application tests what it does about nodes in trouble. */
class WatchmanTest {

  private ActorTestKit testKit;
  private InMemoryCluster cluster;
  private TestProbe<String> said;

  @BeforeEach
  void start() {
    testKit = ActorTestKit.create(InMemoryCluster.config());
    cluster = InMemoryCluster.start(testKit.system());
    said = testKit.createTestProbe();
    testKit.spawn(Watchman.create(cluster.services("n1"), said.ref()));
    cluster.advance(Duration.ofSeconds(5));
    said.receiveSeveralMessages(3);
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void a_node_that_is_silent_is_avoided_until_it_is_heard() {
    cluster.node("n3").cutOff();
    cluster.advance(Duration.ofSeconds(10));
    said.expectMessage("nothing for n3");
    said.expectMessage("less for n3: UNREACHABLE");
    assertThat(Watchman.idle(cluster.services("n1"))).containsExactly("n1", "n2");
    cluster.node("n3").heal();
    cluster.advance(Duration.ofSeconds(10));
    said.expectMessage("work for n3");
  }

  @Test
  void a_node_that_is_busy_gets_less_until_it_is_not() {
    cluster.node("n2").load(0.99);
    cluster.advance(Duration.ofMinutes(1));
    said.expectMessage("less for n2: CPU");
    assertThat(Watchman.idle(cluster.services("n1"))).containsExactly("n1", "n3");
    cluster.node("n2").load(0.1);
    cluster.advance(Duration.ofMinutes(1));
    said.expectMessage("no less for n2: CPU is over");
  }
}
