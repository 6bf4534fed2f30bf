package conclave.sharding;

import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.ring.Planner;
import conclave.ring.Rebalance;
import conclave.ring.Weighted;
import conclave.sim.Tally;
import conclave.sim.world.Invariants.Broken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must hold of the tables of all nodes, seen by somebody who sees every node: one table for an
 * epoch, epochs that rise by one, each made of the one before by a plan that somebody had for it,
 * within the quotas and with the least movement.
 */
final class RingLedger {

  private final Tally tally;
  private final Map<Long, PartitionTable> tables = new HashMap<>(Map.of(0L, PartitionTable.NONE));
  private final Map<Long, Set<PartitionTable>> planned = new HashMap<>();
  private long latest;

  RingLedger(Tally tally) {
    this.tally = tally;
  }

  long latest() {
    return latest;
  }

  PartitionTable table(long epoch) {
    return tables.get(epoch);
  }

  /** Somebody proposes this change of the table that it knows. */
  void planned(PartitionTable base, Rebalance change) {
    tally.add(RingFigure.PROPOSALS, 1);
    planned.computeIfAbsent(change.epoch(), epoch -> new HashSet<>()).add(base.with(change));
  }

  /** A machine, a snapshot or a follower shows this table. */
  void shown(String who, PartitionTable table) {
    PartitionTable known = tables.get(table.epoch());
    if (!table.equals(known)) {
      throw new Broken("%s shows %s, where others have %s".formatted(who, table, known));
    }
  }

  /** A machine made one table of another, or left it as it was. */
  void applied(String who, PartitionTable before, PartitionTable after) {
    if (after.epoch() == before.epoch()) {
      require(after.equals(before), "%s changed the table within epoch %d", who, before.epoch());
      return;
    }
    require(
        after.epoch() == before.epoch() + 1,
        "%s went from epoch %d to %d",
        who,
        before.epoch(),
        after.epoch());
    if (tables.putIfAbsent(after.epoch(), after) == null) {
      require(after.epoch() == latest + 1, "epoch %d follows %d", after.epoch(), latest);
      latest = after.epoch();
      installed(before, after);
    }
    shown(who, after);
  }

  private void installed(PartitionTable before, PartitionTable after) {
    require(
        planned.getOrDefault(after.epoch(), Set.of()).contains(after),
        "nobody planned %s from epoch %d",
        after,
        before.epoch());
    List<Weighted> members = new ArrayList<>();
    long weights = 0;
    for (PartitionTable.Member member : after.members()) {
      members.add(new Weighted(member.node(), member.weight()));
      weights += member.weight();
    }
    for (PartitionTable.Member member : after.members()) {
      long share = (long) after.partitions() * member.weight();
      require(
          Math.abs(member.partitions() * weights - share) < weights,
          "%s has not its share in %s",
          member,
          after);
    }
    int moved = moved(before, after);
    require(moved == forced(before, after), "%d moved to make %s", moved, after);
    Rebalance asEverybody =
        Planner.plan(before, members, after.partitions())
            .orElseThrow(() -> new Broken(after + " changes nothing"));
    require(
        before.with(asEverybody).equals(after),
        "%s is not what another node would have planned",
        after);
    count(before, after, moved);
  }

  private static int moved(PartitionTable before, PartitionTable after) {
    int moved = 0;
    for (int p = 0; p < after.partitions(); p++) {
      moved += before.epoch() == 0 || !before.owner(p).equals(after.owner(p)) ? 1 : 0;
    }
    return moved;
  }

  private static int forced(PartitionTable before, PartitionTable after) {
    if (before.epoch() == 0) {
      return after.partitions();
    }
    Map<NodeId, Integer> held = new HashMap<>();
    after.members().forEach(member -> held.put(member.node(), member.partitions()));
    return before.members().stream()
        .mapToInt(m -> Math.max(0, m.partitions() - held.getOrDefault(m.node(), 0)))
        .sum();
  }

  private void count(PartitionTable before, PartitionTable after, int moved) {
    tally.add(RingFigure.EPOCHS, 1);
    tally.add(RingFigure.MOVES, moved);
    if (before.epoch() > 0) {
      Set<NodeId> then = nodes(before);
      Set<NodeId> now = nodes(after);
      tally.add(RingFigure.NODES_LEFT, then.stream().filter(n -> !now.contains(n)).count());
      tally.add(RingFigure.NODES_JOINED, now.stream().filter(n -> !then.contains(n)).count());
    }
  }

  static Set<NodeId> nodes(PartitionTable table) {
    Set<NodeId> nodes = new HashSet<>();
    table.members().forEach(member -> nodes.add(member.node()));
    return nodes;
  }

  private static void require(boolean holds, String sentence, Object... values) {
    if (!holds) {
      throw new Broken(sentence.formatted(values));
    }
  }
}
