package conclave.ring;

import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;

/** Tables and members for tests. */
final class Tables {

  private Tables() {}

  static NodeId node(int number) {
    return new NodeId("n%04d".formatted(number), 1_000 + number);
  }

  /** Nodes 1 to {@code count}, each with weight 1. */
  static List<Weighted> equals(int count) {
    List<Weighted> members = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      members.add(new Weighted(node(i), 1));
    }
    return members;
  }

  static PartitionTable first(int partitions, List<Weighted> members) {
    return next(PartitionTable.NONE, members, partitions);
  }

  static PartitionTable next(PartitionTable base, List<Weighted> members) {
    return next(base, members, base.partitions());
  }

  private static PartitionTable next(PartitionTable base, List<Weighted> members, int partitions) {
    return base.with(Planner.plan(base, members, partitions).orElseThrow());
  }

  static PlacementReply reply(byte[] bytes) {
    try {
      return PlacementReply.decode(bytes);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
