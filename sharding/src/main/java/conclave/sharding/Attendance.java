package conclave.sharding;

import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.ring.Weighted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who should have a share of the table: a pure role. A member that was away for long enough has to
 * leave, a node that was there for long enough may join; whoever comes and goes faster changes
 * nothing. Looks that come late were a pause of this node, in which it could not hear anybody: they
 * lengthen both times.
 */
final class Attendance {

  /** What was seen of a node, and since when without a break. */
  private record Sighting(boolean reachable, int weight, long sinceNanos) {}

  private final long leaveAfterNanos;
  private final long returnAfterNanos;
  private final long lookNanos;
  private final Map<NodeId, Sighting> sightings = new TreeMap<>();
  private boolean looked;
  private long beganNanos;
  private long lastNanos;

  Attendance(PlacementSettings settings) {
    leaveAfterNanos = settings.leaveAfter().toNanos();
    returnAfterNanos = settings.returnAfter().toNanos();
    lookNanos = settings.look().toNanos();
  }

  /** Notes who is there now. Who is not named is away, and forgotten when it should have left. */
  void look(long now, List<Members.Member> seen) {
    if (!looked) {
      looked = true;
      beganNanos = now;
    } else if (now - lastNanos > 2 * lookNanos) {
      postpone(now - lastNanos - lookNanos);
    }
    lastNanos = now;
    Map<NodeId, Sighting> before = new TreeMap<>(sightings);
    sightings.replaceAll((node, old) -> sighting(old, false, old.weight(), now));
    for (Members.Member member : seen) {
      NodeId node = member.node();
      sightings.put(node, sighting(before.get(node), member.reachable(), member.weight(), now));
    }
    Set<NodeId> named = seen.stream().map(Members.Member::node).collect(Collectors.toSet());
    sightings
        .entrySet()
        .removeIf(
            old ->
                !named.contains(old.getKey())
                    && now - old.getValue().sinceNanos() >= leaveAfterNanos);
  }

  private void postpone(long nanos) {
    beganNanos += nanos;
    sightings.replaceAll(
        (node, old) -> new Sighting(old.reachable(), old.weight(), old.sinceNanos() + nanos));
  }

  private static Sighting sighting(Sighting old, boolean reachable, int weight, long now) {
    boolean goesOn = old != null && old.reachable() == reachable;
    return new Sighting(reachable, weight, goesOn ? old.sinceNanos() : now);
  }

  /**
   * Who should have a share after the last look: at first everybody who is known, there or not.
   *
   * @return empty where nothing should be proposed: nobody is known, nobody has a weight, or nobody
   *     is reachable but one of several, who then has no majority to decide anything
   */
  List<Weighted> due(PartitionTable table) {
    List<Weighted> due = table.epoch() == 0 ? everybody() : remaining(table);
    boolean nobody = due.stream().allMatch(member -> member.weight() == 0);
    return nobody || alone() ? List.of() : due;
  }

  private boolean alone() {
    return sightings.size() > 1
        && sightings.values().stream().filter(Sighting::reachable).count() <= 1;
  }

  private List<Weighted> everybody() {
    List<Weighted> all = new ArrayList<>();
    sightings.forEach((node, sighting) -> all.add(new Weighted(node, sighting.weight())));
    return all;
  }

  private List<Weighted> remaining(PartitionTable table) {
    Map<NodeId, Weighted> due = new TreeMap<>();
    for (PartitionTable.Member member : table.members()) {
      Sighting sighting =
          sightings.getOrDefault(member.node(), new Sighting(false, member.weight(), beganNanos));
      if (sighting.reachable() || lastNanos - sighting.sinceNanos() < leaveAfterNanos) {
        due.put(member.node(), new Weighted(member.node(), sighting.weight()));
      }
    }
    sightings.forEach(
        (node, sighting) -> {
          boolean longEnough = lastNanos - sighting.sinceNanos() >= returnAfterNanos;
          if (sighting.reachable() && longEnough && !holds(table, node)) {
            due.put(node, new Weighted(node, sighting.weight()));
          }
        });
    return List.copyOf(due.values());
  }

  private static boolean holds(PartitionTable table, NodeId node) {
    return table.members().stream().anyMatch(member -> member.node().equals(node));
  }
}
