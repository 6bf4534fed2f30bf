package conclave.monitor;

import conclave.monitor.MonitorBoard.Picture;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.alarm.AlarmRules;
import conclave.raft.log.NodeId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a node knows of every member: the role that {@link NodeMonitor} hosts. Pure: all that it
 * knows it is told, with the time in nanoseconds of one monotonic clock. One line for each member.
 */
final class Lookout {

  /** What is known of one member. */
  private static final class Line {
    private final AlarmRules alarms;

    /** Or waited for since, while there are no vitals. */
    private long heardAt;

    private Vitals vitals;
    private long measuredAt;

    Line(AlarmRules alarms, long heardAt) {
      this.alarms = alarms;
      this.heardAt = heardAt;
    }
  }

  private final NodeId self;
  private final MonitorSettings settings;
  private final NavigableMap<NodeId, Line> lines = new TreeMap<>();

  /**
   * Goes on from the last picture that was published: who was up may be silent for as long as ever
   * from now on, and what was raised is.
   */
  Lookout(NodeId self, MonitorSettings settings, Picture last, long now) {
    this.self = self;
    this.settings = settings;
    for (Sighting seen : last.nodes()) {
      if (seen.presence() != Presence.STARTING) {
        boolean up = seen.presence() == Presence.UP;
        AlarmRules alarms = new AlarmRules(settings.thresholds(), seen.alarms());
        Line line = new Line(alarms, up ? now : now - settings.patienceNanos() - 1);
        line.vitals = seen.vitals();
        line.measuredAt = last.atNanos() - seen.ageNanos();
        lines.put(seen.node(), line);
      }
    }
    lines.computeIfAbsent(self, node -> new Line(newRules(), now));
  }

  /**
   * Who is a member now; others are forgotten, and new ones waited for.
   *
   * @return whether anybody came or went
   */
  boolean members(Collection<NodeId> members, long now) {
    Set<NodeId> all = new HashSet<>(members);
    all.add(self);
    boolean changed = lines.keySet().retainAll(all);
    for (NodeId member : all) {
      if (!lines.containsKey(member)) {
        lines.put(member, new Line(newRules(), now));
        changed = true;
      }
    }
    return changed;
  }

  private AlarmRules newRules() {
    return new AlarmRules(settings.thresholds(), Set.of());
  }

  /** While this node slept it heard nobody, and that is nobody's fault but its own. */
  void excuse(long lateNanos) {
    lines.values().forEach(line -> line.heardAt += lateNanos);
  }

  /** The node's own figures, measured at that time. */
  void own(Vitals vitals, long measuredAt) {
    Line line = lines.get(self);
    line.vitals = vitals;
    line.measuredAt = measuredAt;
  }

  /** A member told its figures; whoever is none is not heard. */
  void heard(Heartbeat heartbeat, long now) {
    Line line = lines.get(heartbeat.sender());
    if (line != null && !heartbeat.sender().equals(self)) {
      line.heardAt = now;
      line.vitals = heartbeat.vitals();
      line.measuredAt = now - TimeUnit.MILLISECONDS.toNanos(heartbeat.ageMs());
      judge(heartbeat.sender(), now);
    }
  }

  /** Looks at everybody again, since silence tells too. */
  void look(long now) {
    lines.keySet().forEach(node -> judge(node, now));
  }

  private void judge(NodeId node, long now) {
    lines.get(node).alarms.on(sighting(node, now)::reading, now);
  }

  /** This node. */
  Sighting own(long now) {
    return sighting(self, now);
  }

  /** Every member, sorted. */
  List<Sighting> sightings(long now) {
    return lines.keySet().stream().map(node -> sighting(node, now)).toList();
  }

  private Sighting sighting(NodeId node, long now) {
    Line line = lines.get(node);
    boolean known = line.vitals != null;
    return new Sighting(
        node,
        presence(node, line, now),
        known ? line.vitals : Vitals.UNKNOWN,
        known && !line.vitals.equals(Vitals.UNKNOWN) ? Math.max(0, now - line.measuredAt) : 0,
        line.alarms.raised());
  }

  private Presence presence(NodeId node, Line line, long now) {
    if (node.equals(self)) {
      return Presence.UP;
    }
    if (now - line.heardAt > settings.patienceNanos()) {
      return Presence.UNREACHABLE;
    }
    return line.vitals == null ? Presence.STARTING : Presence.UP;
  }
}
