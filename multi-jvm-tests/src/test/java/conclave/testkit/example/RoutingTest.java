package conclave.testkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.balance.Router;
import conclave.balance.route.Outcome;
import conclave.balance.route.Policy;
import conclave.testkit.InMemoryCluster;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How an application tests what becomes of its requests to workers on other nodes. */
@ExtendWith(Stopwatch.class)
class RoutingTest {

  private static final Duration WITHIN = Duration.ofSeconds(2);
  private static final List<String> NODES = List.of("n1", "n2", "n3");

  private ActorTestKit testKit;
  private InMemoryCluster cluster;
  private TestProbe<Outcome> outcomes;

  @BeforeEach
  void start() {
    testKit = ActorTestKit.create(InMemoryCluster.config());
    cluster = InMemoryCluster.start(testKit.system());
    outcomes = testKit.createTestProbe();
    TestProbe<Router.Registration> registered = testKit.createTestProbe();
    for (String node : NODES) {
      cluster
          .services(node)
          .router()
          .tell(
              new Router.Register(
                  Renderer.SERVICE, testKit.spawn(Renderer.create(node)), registered.ref()));
      registered.expectMessageClass(Router.Registered.class);
    }
    cluster.advance(Duration.ofMillis(100)); // until every node knows of the offers
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private void route(Policy policy, boolean safe) {
    cluster
        .services("n1")
        .router()
        .tell(
            new Router.Route(
                Renderer.SERVICE,
                policy,
                new Renderer.Render("a b c"),
                safe,
                WITHIN,
                outcomes.ref()));
  }

  private String renderedBy() {
    Outcome.Done done = outcomes.expectMessageClass(Outcome.Done.class);
    return ((Renderer.Rendered) done.reply()).by();
  }

  private String owner(String key) {
    return cluster.services().ring().table().owners(key, 1).get(0).name();
  }

  /** A key of which that node is the owner. */
  private String keyOf(String node) {
    int i = 0;
    while (!owner("key-" + i).equals(node)) {
      i++;
    }
    return "key-" + i;
  }

  @Test
  void a_key_is_rendered_by_its_owner() {
    for (String node : NODES) {
      route(new Policy.ByKey(keyOf(node)), false);
      assertThat(renderedBy()).isEqualTo(node);
    }
  }

  @Test
  void all_nodes_take_turns() {
    Set<String> by = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      route(new Policy.RoundRobin(), false);
      by.add(renderedBy());
    }
    assertThat(by).containsExactlyInAnyOrderElementsOf(NODES);
  }

  @Test
  void a_busy_node_is_spared() {
    cluster.node("n2").load(0.95);
    cluster.node("n3").load(0.9);
    cluster.advance(Duration.ofSeconds(2));
    for (int i = 0; i < 10; i++) {
      route(new Policy.LeastLoaded(), false);
      assertThat(renderedBy()).isNotEqualTo("n2");
    }
  }

  @Test
  void the_work_of_a_node_that_is_cut_off_goes_on_to_another_if_twice_does_no_harm() {
    String key = keyOf("n2");
    cluster.node("n2").cutOff();
    route(new Policy.ByKey(key), true);
    outcomes.expectNoMessage(Duration.ZERO);
    cluster.advance(WITHIN);
    assertThat(renderedBy()).isNotEqualTo("n2");

    route(new Policy.ByKey(key), false);
    cluster.advance(WITHIN.plusMillis(50));
    outcomes.expectMessageClass(Outcome.Unknown.class);
  }

  @Test
  void a_node_that_is_known_to_be_silent_is_asked_no_more_and_its_keys_get_another_owner() {
    String key = keyOf("n2");
    cluster.node("n2").cutOff();
    cluster.advance(Duration.ofSeconds(15));
    assertThat(owner(key)).isNotEqualTo("n2");
    route(new Policy.ByKey(key), false);
    assertThat(renderedBy()).isEqualTo(owner(key));
  }
}
