package conclave.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.monitor.MonitorEvent.AlarmCleared;
import conclave.monitor.MonitorEvent.AlarmRaised;
import conclave.monitor.MonitorEvent.NodeLeft;
import conclave.monitor.MonitorEvent.NodeUnreachable;
import conclave.monitor.MonitorEvent.NodeUp;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.alarm.AlarmKind;
import conclave.raft.log.NodeId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** What is told is what is seen, and each thing once. */
class BulletinTest {

  private static final Map<String, Integer> TOLD = new TreeMap<>();

  @AfterContainer
  static void enough() {
    System.out.println("bulletins: " + TOLD);
    assertThat(TOLD).hasSize(5).allSatisfy((event, count) -> assertThat(count).isGreaterThan(500));
  }

  /** A listener: believes what it is told, and knows what it must not be told. */
  private static final class Listener {
    private final Map<NodeId, Presence> presence = new HashMap<>();
    private final Map<NodeId, Set<AlarmKind>> raised = new HashMap<>();

    void hear(MonitorEvent event) {
      if (event instanceof NodeUp up) {
        assertThat(presence.put(up.node(), Presence.UP)).isNotEqualTo(Presence.UP);
      } else if (event instanceof NodeUnreachable gone) {
        assertThat(presence.put(gone.node(), Presence.UNREACHABLE))
            .isNotEqualTo(Presence.UNREACHABLE);
      } else if (event instanceof AlarmRaised alarm) {
        assertThat(of(alarm.node()).add(alarm.alarm())).as("two raises in a row").isTrue();
      } else if (event instanceof AlarmCleared alarm) {
        assertThat(of(alarm.node()).remove(alarm.alarm())).as("a raise before").isTrue();
      } else if (event instanceof NodeLeft left) {
        assertThat(presence.remove(left.node())).as("was there").isNotNull();
        assertThat(of(left.node())).as("alarms of who has left").isEmpty();
      }
    }

    private Set<AlarmKind> of(NodeId node) {
      return raised.computeIfAbsent(node, n -> EnumSet.noneOf(AlarmKind.class));
    }

    void knows(List<Sighting> seen) {
      for (Sighting each : seen) {
        assertThat(of(each.node())).isEqualTo(each.alarms());
        if (each.presence() != Presence.STARTING) {
          assertThat(presence).containsEntry(each.node(), each.presence());
        }
      }
    }
  }

  @Provide
  Arbitrary<List<List<Sighting>>> pictures() {
    Arbitrary<NodeId> nodes = Arbitraries.integers().between(1, 4).map(i -> new NodeId("n" + i, i));
    Arbitrary<Sighting> sightings =
        Combinators.combine(
                nodes,
                Arbitraries.of(Presence.class),
                Arbitraries.of(AlarmKind.class).set().ofMaxSize(3))
            .as(
                (node, presence, alarms) ->
                    new Sighting(node, presence, Vitals.UNKNOWN, 0, sorted(alarms)));
    return sightings.list().uniqueElements(Sighting::node).ofMaxSize(4).list().ofMaxSize(20);
  }

  private static Set<AlarmKind> sorted(Set<AlarmKind> alarms) {
    Set<AlarmKind> sorted = EnumSet.noneOf(AlarmKind.class);
    sorted.addAll(alarms);
    return sorted;
  }

  @Property(seed = "20261125", tries = 500)
  void whoListensFromTheStartAndWhoComesLateKnowTheSame(
      @ForAll("pictures") List<List<Sighting>> pictures) {
    Bulletin bulletin = new Bulletin();
    Listener early = new Listener();
    for (List<Sighting> picture : pictures) {
      for (MonitorEvent event : bulletin.update(picture)) {
        TOLD.merge(event.getClass().getSimpleName(), 1, Integer::sum);
        early.hear(event);
      }
      assertThat(bulletin.update(picture)).as("nothing is new").isEmpty();
      early.knows(picture);
      Listener late = new Listener();
      bulletin.state().forEach(late::hear);
      late.knows(picture);
      assertThat(late.presence).isEqualTo(early.presence);
    }
  }
}
