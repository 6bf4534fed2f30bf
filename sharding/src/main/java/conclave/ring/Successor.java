package conclave.ring;

import conclave.raft.log.NodeId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table that a change makes of another, or why it makes none. Costs one pass over the
 * partitions, to give the members their new indexes, and the moves.
 */
record Successor(PartitionTable table, Optional<Rebalance.Fault> fault) {

  private static final short NOBODY = -1;

  static Successor of(PartitionTable base, Rebalance change) {
    if (change.baseEpoch() != base.epoch()) {
      return faulty(base, Rebalance.Fault.STALE);
    }
    if (base.epoch() > 0 && change.partitions() != base.partitions()) {
      return faulty(base, Rebalance.Fault.OTHER_PARTITIONS);
    }
    if (change.moves().isEmpty() && change.members().equals(base.weights())) {
      return faulty(base, Rebalance.Fault.NOTHING);
    }
    short[] owners = carriedOver(base, change.members(), change.partitions());
    for (Rebalance.Move move : change.moves()) {
      if (owners[move.partition()] == move.to()) {
        return faulty(base, Rebalance.Fault.NO_MOVE);
      }
      owners[move.partition()] = (short) move.to();
    }
    for (short owner : owners) {
      if (owner == NOBODY) {
        return faulty(base, Rebalance.Fault.UNOWNED);
      }
    }
    PartitionTable next = new PartitionTable(change.epoch(), change.members(), owners);
    return Quotas.areKept(next)
        ? new Successor(next, Optional.empty())
        : faulty(base, Rebalance.Fault.UNBALANCED);
  }

  private static Successor faulty(PartitionTable base, Rebalance.Fault fault) {
    return new Successor(base, Optional.of(fault));
  }

  /** The owners of before by their new indexes; {@value #NOBODY} where that one is no member. */
  static short[] carriedOver(PartitionTable base, List<Weighted> members, int partitions) {
    short[] owners = new short[partitions];
    if (base.epoch() == 0) {
      Arrays.fill(owners, NOBODY);
      return owners;
    }
    Map<NodeId, Short> indexes = new HashMap<>();
    for (int i = 0; i < members.size(); i++) {
      indexes.put(members.get(i).node(), (short) i);
    }
    short[] renamed = new short[base.weights().size()];
    for (int i = 0; i < renamed.length; i++) {
      renamed[i] = indexes.getOrDefault(base.weights().get(i).node(), NOBODY);
    }
    for (int p = 0; p < partitions; p++) {
      owners[p] = renamed[base.ownerIndex(p)];
    }
    return owners;
  }
}
