package conclave.monitor;

import conclave.monitor.MonitorEvent.AlarmCleared;
import conclave.monitor.MonitorEvent.AlarmRaised;
import conclave.monitor.MonitorEvent.NodeLeft;
import conclave.monitor.MonitorEvent.NodeUnreachable;
import conclave.monitor.MonitorEvent.NodeUp;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.alarm.AlarmKind;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was told last, and what is new since. Outlives the monitor's lives, so that nobody hears a
 * thing twice or never because of a restart. Pure.
 */
final class Bulletin {

  /** What was told of one node. */
  private static final class Told {
    private Presence presence = Presence.STARTING;
    private final Map<AlarmKind, Double> raised = new EnumMap<>(AlarmKind.class);
  }

  private final NavigableMap<NodeId, Told> told = new TreeMap<>();

  /** What to tell now, so that all know what is seen: every member, sorted. */
  List<MonitorEvent> update(List<Sighting> seen) {
    List<MonitorEvent> events = new ArrayList<>();
    Map<NodeId, Sighting> members =
        seen.stream().collect(Collectors.toMap(Sighting::node, Function.identity()));
    for (NodeId known : List.copyOf(told.keySet())) {
      if (!members.containsKey(known)) {
        left(known, told.remove(known), events);
      }
    }
    seen.forEach(member -> update(member, events));
    return events;
  }

  private static void left(NodeId node, Told was, List<MonitorEvent> events) {
    was.raised.keySet().forEach(kind -> events.add(new AlarmCleared(node, kind, Double.NaN)));
    if (was.presence != Presence.STARTING) {
      events.add(new NodeLeft(node));
    }
  }

  private void update(Sighting seen, List<MonitorEvent> events) {
    Told last = told.computeIfAbsent(seen.node(), node -> new Told());
    if (seen.presence() != Presence.STARTING && seen.presence() != last.presence) {
      last.presence = seen.presence();
      events.add(presence(seen.node(), last));
    }
    for (AlarmKind kind : AlarmKind.values()) {
      boolean raised = seen.alarms().contains(kind);
      if (raised && !last.raised.containsKey(kind)) {
        last.raised.put(kind, seen.reading(kind));
        events.add(new AlarmRaised(seen.node(), kind, seen.reading(kind)));
      } else if (!raised && last.raised.remove(kind) != null) {
        events.add(new AlarmCleared(seen.node(), kind, seen.reading(kind)));
      }
    }
  }

  private static MonitorEvent presence(NodeId node, Told last) {
    return last.presence == Presence.UP ? new NodeUp(node) : new NodeUnreachable(node);
  }

  /** All that was told and is so still, for somebody who comes late. */
  List<MonitorEvent> state() {
    List<MonitorEvent> events = new ArrayList<>();
    told.forEach(
        (node, last) -> {
          if (last.presence != Presence.STARTING) {
            events.add(presence(node, last));
          }
          last.raised.forEach((kind, value) -> events.add(new AlarmRaised(node, kind, value)));
        });
    return events;
  }
}
