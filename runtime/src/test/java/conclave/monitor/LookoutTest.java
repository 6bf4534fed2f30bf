package conclave.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.monitor.MonitorBoard.Picture;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.alarm.AlarmKind;
import conclave.raft.log.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a life goes on from the picture of the one before, and what it makes of heartbeats. */
class LookoutTest {

  private static final NodeId SELF = MonitorFixture.SELF;
  private static final NodeId N2 = MonitorFixture.OTHER;
  private static final NodeId N3 = new NodeId("n3", 3);
  private static final List<NodeId> ALL = List.of(SELF, N2, N3);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Vitals QUIET = Figures.of(0.1, 1);

  private static Lookout after(List<Sighting> last, long atNanos, long now) {
    Lookout lookout = new Lookout(SELF, MonitorFixture.SETTINGS, new Picture(last, atNanos), now);
    lookout.members(ALL, now);
    return lookout;
  }

  private static Sighting seen(Lookout lookout, NodeId node, long now) {
    return lookout.sightings(now).stream()
        .filter(each -> each.node().equals(node))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoWasUpIsUpAndMayBeSilentForAsLongAsEver() {
    Sighting up = new Sighting(N2, Presence.UP, QUIET, 2 * SECOND, Set.of());
    long now = 9 * SECOND;
    Lookout lookout = after(List.of(up), 4 * SECOND, now);
    assertThat(seen(lookout, N2, now))
        .isEqualTo(new Sighting(N2, Presence.UP, QUIET, 7 * SECOND, Set.of()));
    assertThat(seen(lookout, N2, now + 3 * SECOND).presence()).isEqualTo(Presence.UP);
    assertThat(seen(lookout, N2, now + 3 * SECOND + 1).presence()).isEqualTo(Presence.UNREACHABLE);
  }

  @Test
  void whoWasUnreachableIsAndWhoWasStartingStartsAgain() {
    Sighting gone = new Sighting(N2, Presence.UNREACHABLE, QUIET, 0, Set.of(AlarmKind.UNREACHABLE));
    Sighting starting = new Sighting(N3, Presence.STARTING, Vitals.UNKNOWN, 0, Set.of());
    Lookout lookout = after(List.of(gone, starting), 0, SECOND);
    assertThat(seen(lookout, N2, SECOND))
        .isEqualTo(
            new Sighting(N2, Presence.UNREACHABLE, QUIET, SECOND, Set.of(AlarmKind.UNREACHABLE)));
    assertThat(seen(lookout, N3, SECOND).presence()).isEqualTo(Presence.STARTING);
    assertThat(seen(lookout, N3, 5 * SECOND).presence()).isEqualTo(Presence.UNREACHABLE);
    lookout.heard(new Heartbeat(N2, QUIET, 0), 2 * SECOND);
    assertThat(seen(lookout, N2, 2 * SECOND))
        .isEqualTo(new Sighting(N2, Presence.UP, QUIET, 0, Set.of()));
  }

  @Test
  void whatWasRaisedIsRaisedUntilItIsGoodForLongEnough() {
    Sighting busy = new Sighting(SELF, Presence.UP, QUIET, 0, Set.of(AlarmKind.CPU));
    Lookout lookout = after(List.of(busy), 0, SECOND);
    lookout.look(SECOND);
    assertThat(lookout.own(SECOND).alarms()).containsExactly(AlarmKind.CPU);
    lookout.look(3 * SECOND);
    assertThat(lookout.own(3 * SECOND).alarms()).isEmpty();
  }

  @Test
  void nobodySpeaksForThisNode() {
    Lookout lookout = after(List.of(), 0, 0);
    lookout.own(QUIET, 0);
    lookout.heard(new Heartbeat(SELF, Figures.of(0.9, 9), 0), SECOND);
    assertThat(lookout.own(SECOND).vitals()).isEqualTo(QUIET);
  }

  @Test
  void anAgeThatCannotBeIsNoHarm() {
    Lookout lookout = after(List.of(), 0, 0);
    lookout.heard(new Heartbeat(N2, QUIET, Long.MAX_VALUE), 0);
    assertThat(seen(lookout, N2, SECOND).ageNanos()).isGreaterThan(SECOND);
    lookout.heard(new Heartbeat(N2, QUIET, -1), 0);
    assertThat(seen(lookout, N2, SECOND).ageNanos()).isEqualTo(SECOND);
  }

  @Test
  void aSilenceBreaksOffWhatHadBegun() {
    Lookout lookout = after(List.of(), 0, 0);
    Vitals slow = Figures.of(0.1, 600);
    lookout.heard(new Heartbeat(N2, slow, 0), 0);
    lookout.look(10 * SECOND);
    assertThat(seen(lookout, N2, 10 * SECOND).alarms()).containsExactly(AlarmKind.UNREACHABLE);
    lookout.heard(new Heartbeat(N2, slow, 0), 11 * SECOND);
    assertThat(seen(lookout, N2, 11 * SECOND).alarms()).as("slow once more").isEmpty();
    lookout.heard(new Heartbeat(N2, slow, 0), 13 * SECOND);
    assertThat(seen(lookout, N2, 13 * SECOND).alarms()).containsExactly(AlarmKind.FSYNC);
  }
}
