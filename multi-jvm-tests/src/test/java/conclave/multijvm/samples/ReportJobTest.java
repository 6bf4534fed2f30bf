package conclave.multijvm.samples;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import conclave.samples.leader.App;
import conclave.samples.leader.Event;
import conclave.samples.leader.ReportJob;
import conclave.testkit.InMemoryCluster;
import conclave.testkit.InMemoryNode.Fate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The job that runs on one node at a time, in a cluster in memory. */
class ReportJobTest {

  private static final Duration WHILE = Duration.ofSeconds(10);

  private ActorTestKit testKit;
  private InMemoryCluster cluster;
  private ActorRef<Event> listener;
  private final List<Event> heard = new ArrayList<>();

  @BeforeEach
  void start() {
    testKit = ActorTestKit.create(InMemoryCluster.config());
    cluster = InMemoryCluster.start(testKit.system());
    listener =
        testKit.spawn(
            Behaviors.receiveMessage(
                event -> {
                  heard.add(event);
                  return Behaviors.same();
                }));
    for (String node : List.of("n1", "n2", "n3")) {
      testKit.spawn(App.node(node, cluster.services(node), listener), node);
    }
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private List<Event.Made> reports() {
    return heard.stream().filter(Event.Made.class::isInstance).map(Event.Made.class::cast).toList();
  }

  /** Each report was made once and in its order, each epoch by one node, and no epoch came back. */
  private void requireOneAfterAnother() {
    List<Event.Made> reports = reports();
    assertThat(reports.stream().map(Event.Made::report))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, reports.size()).boxed().toList());
    assertThat(reports.stream().map(Event.Made::epoch)).isSorted();
    assertThat(reports.stream().map(made -> made.node() + made.epoch()).distinct())
        .hasSize((int) reports.stream().map(Event.Made::epoch).distinct().count());
  }

  private Event.Made latest() {
    return reports().get(reports().size() - 1);
  }

  private String leader() {
    return cluster.election(App.ELECTION).leader().orElseThrow();
  }

  @Test
  void one_node_makes_all_reports() {
    cluster.advance(WHILE);
    assertThat(reports()).hasSizeGreaterThan(15);
    assertThat(reports().stream().map(Event.Made::node).distinct()).containsExactly(leader());
    requireOneAfterAnother();
  }

  @Test
  void another_leader_goes_on_where_the_former_one_was() {
    cluster.advance(WHILE);
    int before = reports().size();
    cluster.election(App.ELECTION).depose();
    cluster.advance(WHILE);
    assertThat(latest().report()).isGreaterThan(before + 10);
    assertThat(latest().epoch()).isGreaterThan(reports().get(0).epoch());
    requireOneAfterAnother();
  }

  @Test
  void a_leader_that_is_cut_off_is_followed_and_makes_none_when_it_is_back() {
    cluster.advance(WHILE);
    String former = leader();
    cluster.node(former).holdRequests();
    cluster.advance(WHILE);
    assertThat(leader()).isNotEqualTo(former);
    cluster.node(former).heal(); // what was held arrives now
    cluster.advance(WHILE);
    assertThat(latest().node()).isNotEqualTo(former);
    requireOneAfterAnother();
  }

  @Test
  void an_outcome_that_nobody_knows_is_looked_up() {
    for (Fate fate : Fate.values()) {
      cluster.advance(Duration.ofMillis(500));
      cluster.node(leader()).forgetNextOutcome(fate);
      cluster.advance(WHILE);
    }
    assertThat(reports()).hasSizeGreaterThan(30);
    requireOneAfterAnother();
  }

  @Test
  void a_job_of_a_former_epoch_makes_none() {
    cluster.advance(WHILE);
    String late = "99 7";
    cluster.map(ReportJob.MAP).put(ReportJob.KEY, late.getBytes(StandardCharsets.US_ASCII));
    int before = reports().size();
    cluster.advance(WHILE);
    assertThat(reports()).hasSize(before);
    assertThat(heard).contains(new Event.TooLate(leader(), latest().epoch(), 99));
  }
}
