package conclave.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.balance.LoadView.NodeLoad;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.alarm.AlarmKind;
import conclave.raft.log.NodeId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MonitorBoardTest {

  private static final NodeId N1 = new NodeId("n1", 1);
  private static final NodeId N2 = new NodeId("n2", 2);
  private static final NodeId N3 = new NodeId("n3", 3);

  private final AtomicLong clock = new AtomicLong(-100);
  private final MonitorBoard board = new MonitorBoard(N1, clock::get);

  private static Sighting up(NodeId node, Vitals vitals, Set<AlarmKind> alarms) {
    return new Sighting(node, Presence.UP, vitals, 10, alarms);
  }

  private double load(Vitals vitals, Set<AlarmKind> alarms) {
    board.publish(List.of(up(N1, vitals, alarms)), clock.get());
    return board.loads().get(0).load();
  }

  @Test
  void beforeAnythingIsPublishedThisNodeIsAloneAndUnknown() {
    assertThat(board.loads()).containsExactly(new NodeLoad(N1, true, Double.NaN, 0));
    clock.addAndGet(50);
    assertThat(board.loads()).containsExactly(new NodeLoad(N1, true, Double.NaN, 0));
  }

  @Test
  void everyMemberIsThereWithTheAgeOfItsLoad() {
    board.publish(
        List.of(
            up(N1, Figures.of(0.5, 1), Set.of()),
            new Sighting(N2, Presence.STARTING, Vitals.UNKNOWN, 0, Set.of()),
            new Sighting(N3, Presence.UNREACHABLE, Figures.of(0.25, 1), 70, Set.of())),
        clock.get());
    clock.addAndGet(5);
    assertThat(board.loads())
        .containsExactly(
            new NodeLoad(N1, true, 0.5, 15),
            new NodeLoad(N2, false, Double.NaN, 0),
            new NodeLoad(N3, false, 0.25, 75));
    assertThat(board.sightings()).extracting(Sighting::ageNanos).containsExactly(15L, 0L, 75L);
  }

  @Test
  void theLoadIsTheLargerShareAndOneForEachTrouble() {
    assertThat(load(Figures.of(0.5, 1), Set.of())).isEqualTo(0.5);
    assertThat(load(Figures.FULL, Set.of())).as("others are busy too").isEqualTo(0.5);
    assertThat(load(Figures.FIRST, Set.of())).as("an older release").isEqualTo(0.25);
    assertThat(load(Vitals.UNKNOWN, Set.of(AlarmKind.HEAP))).isNaN();
    assertThat(load(Figures.of(0.99, 1), EnumSet.of(AlarmKind.CPU))).isEqualTo(0.99);
    assertThat(load(Figures.of(0, 1), EnumSet.of(AlarmKind.HEAP))).isEqualTo(1);
    assertThat(load(Figures.of(0.5, 1), EnumSet.of(AlarmKind.FSYNC, AlarmKind.DISK_BYTES)))
        .isEqualTo(2.5);
    assertThat(MonitorBoard.TROUBLES)
        .containsExactlyInAnyOrder(
            AlarmKind.HEAP,
            AlarmKind.CONTAINER_MEMORY,
            AlarmKind.DISK_SHARE,
            AlarmKind.DISK_BYTES,
            AlarmKind.FSYNC,
            AlarmKind.PAUSE);
  }
}
