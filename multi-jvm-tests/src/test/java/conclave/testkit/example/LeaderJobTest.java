package conclave.testkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.testkit.InMemoryCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How an application tests an actor that works on one node of the cluster at a time. */
@ExtendWith(Stopwatch.class)
class LeaderJobTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private ActorTestKit testKit;
  private InMemoryCluster cluster;
  private TestProbe<LeaderJob.Ran> runs;

  @BeforeEach
  void start() {
    testKit = ActorTestKit.create(InMemoryCluster.config());
    cluster = InMemoryCluster.start(testKit.system());
    runs = testKit.createTestProbe();
    testKit.spawn(LeaderJob.create(cluster.services("n1"), runs.ref()), "a");
    testKit.spawn(LeaderJob.create(cluster.services("n2"), runs.ref()), "b");
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private long epoch() {
    return cluster.election(LeaderJob.ELECTION).epoch().orElseThrow();
  }

  private void assertRan(String candidate, long epoch) {
    runs.expectMessage(Duration.ZERO, new LeaderJob.Ran(candidate, epoch));
    runs.expectNoMessage(Duration.ZERO);
  }

  @Test
  void one_of_two_runs_each_minute() {
    cluster.advance(MINUTE);
    assertRan("a", epoch());
    cluster.advance(MINUTE);
    assertRan("a", epoch());
  }

  @Test
  void the_other_one_runs_when_the_first_is_deposed() {
    long before = epoch();
    cluster.election(LeaderJob.ELECTION).depose();
    cluster.advance(MINUTE);
    assertThat(epoch()).isGreaterThan(before);
    assertRan("b", epoch());
  }

  @Test
  void nobody_here_runs_while_a_candidate_elsewhere_leads() {
    cluster.election(LeaderJob.ELECTION).elect("elsewhere");
    cluster.advance(MINUTE.multipliedBy(10));
    runs.expectNoMessage(Duration.ZERO);
    cluster.election(LeaderJob.ELECTION).depose();
    cluster.advance(MINUTE);
    assertRan(cluster.election(LeaderJob.ELECTION).leader().orElseThrow(), epoch());
  }

  @Test
  void nobody_runs_without_a_majority() {
    cluster.loseMajority();
    cluster.advance(MINUTE.multipliedBy(10));
    runs.expectNoMessage(Duration.ZERO);
    cluster.restoreMajority();
    cluster.advance(MINUTE.plusSeconds(5));
    assertThat(runs.receiveMessage(Duration.ZERO).epoch()).isEqualTo(epoch());
  }

  @Test
  void work_that_is_run_on_the_leader_follows_it() {
    TestProbe<Long> epochs = testKit.createTestProbe();
    testKit.spawn(Nightly.create(cluster.services("n1"), "n1", epochs.ref()));
    testKit.spawn(Nightly.create(cluster.services("n2"), "n2", epochs.ref()));
    long first = epochs.receiveMessage();
    cluster.node("n1").cutOff();
    cluster.advance(Duration.ofSeconds(10));
    assertThat(epochs.receiveMessage()).isGreaterThan(first);
    epochs.expectNoMessage(Duration.ZERO);
  }

  @Test
  void a_leader_that_is_cut_off_is_followed() {
    cluster.node("n1").cutOff();
    cluster.advance(MINUTE.plusSeconds(5));
    assertRan("b", epoch());
  }
}
