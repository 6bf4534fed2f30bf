package conclave.monitor;

import conclave.balance.LoadView;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.alarm.AlarmKind;
import conclave.raft.log.NodeId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * What this node's monitor last published. Any thread may look, nobody waits; the picture survives
 * the monitor's death. It is renewed with every interval and heartbeat, and as members come and go.
 *
 * <p>The load of a node is the share of its processors in use, by whomever (0 to 1), and {@value
 * #TROUBLE} more for each alarm of {@link #TROUBLES}: a node in trouble comes after every node that
 * is in less. Not a number where no share is known.
 */
public final class MonitorBoard implements LoadView {

  /** What an alarm adds to the load. */
  public static final double TROUBLE = 1;

  /**
   * The alarms that count as load: all but that of the processors, whose share is counted, that of
   * leaders, which has another one for its cause, and that of machines, which stays until a
   * restart.
   */
  static final Set<AlarmKind> TROUBLES =
      EnumSet.complementOf(
          EnumSet.of(
              AlarmKind.CPU, AlarmKind.UNFIT_TO_LEAD, AlarmKind.DIVERGED, AlarmKind.UNREACHABLE));

  /** Every member, sorted, as seen at that time. */
  record Picture(List<Sighting> nodes, long atNanos) {}

  private final LongSupplier nanoClock;
  private final AtomicReference<Picture> latest;

  /**
   * Begins with this node alone.
   *
   * @param nanoClock the monitor's; any thread asks it
   */
  public MonitorBoard(NodeId self, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    Sighting alone = new Sighting(self, Presence.UP, Vitals.UNKNOWN, 0, Set.of());
    this.latest = new AtomicReference<>(new Picture(List.of(alone), nanoClock.getAsLong()));
  }

  void publish(List<Sighting> nodes, long nowNanos) {
    latest.set(new Picture(List.copyOf(nodes), nowNanos));
  }

  Picture latest() {
    return latest.get();
  }

  /** Every member, sorted, with ages as of now. */
  public List<Sighting> sightings() {
    Picture picture = latest.get();
    long since = Math.max(0, nanoClock.getAsLong() - picture.atNanos());
    return picture.nodes().stream().map(seen -> older(seen, since)).toList();
  }

  private static Sighting older(Sighting seen, long nanos) {
    return seen.vitals().equals(Vitals.UNKNOWN)
        ? seen
        : new Sighting(
            seen.node(), seen.presence(), seen.vitals(), seen.ageNanos() + nanos, seen.alarms());
  }

  @Override
  public List<NodeLoad> loads() {
    return sightings().stream().map(MonitorBoard::load).toList();
  }

  private static NodeLoad load(Sighting seen) {
    double busy = seen.vitals().busy();
    long troubles = seen.alarms().stream().filter(TROUBLES::contains).count();
    return new NodeLoad(
        seen.node(),
        seen.presence() == Presence.UP,
        busy + TROUBLE * troubles,
        Double.isNaN(busy) ? 0 : seen.ageNanos());
  }
}
