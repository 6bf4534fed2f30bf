package conclave.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.balance.LoadView;
import conclave.monitor.MonitorEvent;
import conclave.monitor.NodeMonitor;
import conclave.monitor.Vitals;
import conclave.monitor.alarm.AlarmKind;
import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.sharding.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ring, the loads and the monitor in memory. */
class InMemoryRingTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ActorTestKit testKit = ActorTestKit.create(InMemoryCluster.config());
  private final InMemoryCluster cluster = InMemoryCluster.start(testKit.system());

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private List<NodeId> owners(String seenBy) {
    PartitionTable table = cluster.services(seenBy).ring().table();
    return table.members().stream().map(PartitionTable.Member::node).toList();
  }

  private NodeId id(String node) {
    return cluster.node(node).id();
  }

  private LoadView.NodeLoad load(String seenBy, String node) {
    return cluster.services(seenBy).loads().loads().stream()
        .filter(known -> known.node().equals(id(node)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void all_nodes_have_one_ring_from_the_start() {
    PartitionTable table = cluster.services("n1").ring().table();
    assertThat(table.epoch()).isEqualTo(1);
    assertThat(owners("n1")).containsExactly(id("n1"), id("n2"), id("n3"));
    assertThat(cluster.services("n3").ring().table()).isEqualTo(table);
  }

  @Test
  void a_node_that_is_cut_off_loses_its_partitions_and_gets_some_again() {
    TestProbe<Placement.Event> rings = testKit.createTestProbe();
    cluster.services("n2").placement().tell(new Placement.Subscribe(rings.ref()));
    assertThat(rings.expectMessageClass(Placement.RingChanged.class, Duration.ZERO).epoch())
        .isEqualTo(1);
    cluster.node("n1").cutOff();
    cluster.advance(Duration.ofSeconds(20));
    assertThat(rings.expectMessageClass(Placement.RingChanged.class, Duration.ZERO).epoch())
        .isEqualTo(2);
    assertThat(owners("n2")).containsExactly(id("n2"), id("n3"));
    assertThat(owners("n1")).containsExactly(id("n1"), id("n2"), id("n3"));
    cluster.node("n1").heal();
    assertThat(owners("n1")).containsExactly(id("n2"), id("n3"));
    cluster.advance(Duration.ofSeconds(20));
    assertThat(owners("n1")).containsExactly(id("n1"), id("n2"), id("n3"));
  }

  @Test
  void every_node_sees_how_busy_the_others_are_and_who_is_silent() {
    cluster.node("n2").load(0.9);
    cluster.advance(SECOND.multipliedBy(2));
    assertThat(load("n1", "n2").load()).isEqualTo(0.9);
    assertThat(load("n2", "n2").load()).isEqualTo(0.9);
    assertThat(load("n1", "n1").load()).isZero();
    cluster.node("n2").cutOff();
    cluster.advance(SECOND.multipliedBy(5));
    assertThat(load("n1", "n2").reachable()).isFalse();
    assertThat(load("n2", "n1").reachable()).isFalse();
    assertThat(load("n1", "n3").reachable()).isTrue();
    cluster.node("n2").heal();
    cluster.advance(SECOND.multipliedBy(2));
    assertThat(load("n1", "n2").reachable()).isTrue();
  }

  @Test
  void an_alarm_is_raised_on_every_node_and_cleared() {
    Inbox<MonitorEvent> events = new Inbox<>(testKit.system(), "events", Duration.ZERO);
    cluster.services("n1").monitor().tell(new NodeMonitor.Subscribe(events.ref()));
    cluster.node("n3").vitals(withHeap(0.99));
    cluster.advance(Duration.ofMinutes(2));
    assertThat(heard(events))
        .anyMatch(
            event ->
                event instanceof MonitorEvent.AlarmRaised raised
                    && raised.node().equals(id("n3"))
                    && raised.alarm() == AlarmKind.HEAP);
    cluster.node("n3").load(0);
    cluster.advance(Duration.ofMinutes(2));
    assertThat(heard(events)).anyMatch(event -> event instanceof MonitorEvent.AlarmCleared cleared);
  }

  private static List<MonitorEvent> heard(Inbox<MonitorEvent> events) {
    List<MonitorEvent> all = new ArrayList<>();
    for (Optional<MonitorEvent> next = events.next(); next.isPresent(); next = events.next()) {
      all.add(next.get());
    }
    return all;
  }

  private static Vitals withHeap(double share) {
    long max = 1_000_000;
    long used = (long) (share * max);
    return new Vitals(
        0.1, used, max, max, max, 1L, 0.1, null, null, 0.0, 0.0, 0.0, 0.0, null, null);
  }
}
