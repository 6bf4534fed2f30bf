package conclave.multijvm.samples;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import conclave.samples.routed.App;
import conclave.samples.routed.Desk;
import conclave.samples.routed.Event;
import conclave.samples.routed.Task;
import conclave.samples.routed.Task.Kind;
import conclave.testkit.InMemoryCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work that is routed by key, in a cluster in memory. */
class DeskTest {

  private ActorTestKit testKit;
  private InMemoryCluster cluster;
  private ActorRef<Desk.Command> desk;
  private final List<Event> heard = new ArrayList<>();

  @BeforeEach
  void start() {
    testKit = ActorTestKit.create(InMemoryCluster.config());
    cluster = InMemoryCluster.start(testKit.system());
    ActorRef<Event> listener =
        testKit.spawn(
            Behaviors.receiveMessage(
                event -> {
                  heard.add(event);
                  return Behaviors.same();
                }));
    desk = testKit.spawn(App.node("n1", cluster.services("n1"), Duration.ZERO, listener));
    for (String node : List.of("n2", "n3")) {
      testKit.spawn(App.node(node, cluster.services(node), Duration.ZERO, listener));
    }
    cluster.advance(Duration.ofMillis(100));
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private String ownerOf(String customer) {
    return cluster.services().ring().table().owners(customer, 1).get(0).name();
  }

  /** A customer of that node. */
  private String customerOf(String node) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "customer-" + i)
        .filter(customer -> ownerOf(customer).equals(node))
        .findFirst()
        .orElseThrow();
  }

  private Task ask(Kind kind, String customer) {
    Task task = new Task("test", 0, heard.size(), kind, customer);
    desk.tell(new Desk.Ask(task));
    cluster.advance(Duration.ofMillis(10));
    return task;
  }

  private Stream<Event> about(Task task) {
    return heard.stream().filter(event -> event.task().equals(task));
  }

  @Test
  void what_is_to_be_done_for_a_customer_is_done_by_the_owner_of_its_key() {
    for (String node : List.of("n1", "n2", "n3")) {
      for (Kind kind : Kind.values()) {
        Task task = ask(kind, customerOf(node));
        assertThat(about(task))
            .containsExactly(new Event.Did(node, task), new Event.Done(task, node));
      }
    }
  }

  @Test
  void when_the_owner_is_silent_a_reminder_goes_on_and_a_charge_does_not() {
    String customer = customerOf("n2");
    cluster.node("n2").cutOff();
    Task reminder = ask(Kind.REMIND, customer);
    Task charge = ask(Kind.CHARGE, customer);
    assertThat(about(reminder)).isEmpty();
    cluster.advance(Desk.WITHIN);
    assertThat(about(reminder)).hasAtLeastOneElementOfType(Event.Done.class);
    assertThat(about(charge)).hasOnlyElementsOfType(Event.Unknown.class).hasSize(1);
  }

  @Test
  void the_next_owner_charges_the_customers_of_a_node_that_is_gone() {
    String customer = customerOf("n2");
    cluster.node("n2").cutOff();
    cluster.advance(Duration.ofSeconds(15));
    String next = ownerOf(customer);
    assertThat(next).isNotEqualTo("n2");
    Task charge = ask(Kind.CHARGE, customer);
    assertThat(about(charge))
        .containsExactly(new Event.Did(next, charge), new Event.Done(charge, next));
  }
}
