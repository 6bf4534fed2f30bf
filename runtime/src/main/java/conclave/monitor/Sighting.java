package conclave.monitor;

import conclave.monitor.alarm.AlarmKind;
import conclave.raft.log.NodeId;
import java.util.Set;

/**
 * What a node knows of a member.
 *
 * @param node the member
 * @param vitals its latest figures, however old
 * @param ageNanos how long ago they were measured: the age that the member told with them, and the
 *     time since they arrived, by this node's clock. The way between the nodes is not in it. 0
 *     where no figures are known
 * @param alarms what it is in trouble with, in order
 */
public record Sighting(
    NodeId node, Presence presence, Vitals vitals, long ageNanos, Set<AlarmKind> alarms) {

  /** Whether it is there. */
  public enum Presence {
    /** Not heard yet, and it is too early to say more. */
    STARTING,
    /** Heard lately. */
    UP,
    /** Silent for too long. It may be dead, cut off or busy: nobody can tell these apart. */
    UNREACHABLE
  }

  /** What an alarm of that kind goes by; not a number where it is not known. */
  double reading(AlarmKind kind) {
    if (kind == AlarmKind.UNREACHABLE) {
      return presence == Presence.STARTING ? Double.NaN : presence == Presence.UP ? 0 : 1;
    }
    return presence == Presence.UP ? vitals.reading(kind) : Double.NaN;
  }
}
