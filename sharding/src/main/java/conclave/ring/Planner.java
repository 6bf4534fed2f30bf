package conclave.ring;

import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans the next table from the one before and the members of now. Every member gets its exact
 * share rounded down or up, and as little moves as that allows: what the leavers hold, and what
 * others hold beyond their quotas.
 *
 * <p>Deterministic: equal tables and members, in whatever order, give equal plans on every node.
 */
public final class Planner {

  /** So many of those who follow a partition's owner are preferred when it moves. */
  private static final int PREFERRED = 4;

  private static final short NOBODY = -1;

  private final PartitionTable base;
  private final List<Weighted> members;
  private final short[] owners;
  private final int[] quotas;
  private final int[] held;
  private final Map<NodeId, Integer> indexes = new HashMap<>();

  private Planner(PartitionTable base, List<Weighted> members, int partitions) {
    this.base = base;
    this.members = members;
    this.owners = Successor.carriedOver(base, members, partitions);
    this.held = new int[members.size()];
    for (short owner : owners) {
      if (owner != NOBODY) {
        held[owner]++;
      }
    }
    this.quotas = Quotas.of(partitions, members, held);
    for (int i = 0; i < members.size(); i++) {
      indexes.put(members.get(i).node(), i);
    }
  }

  /**
   * Plans a change.
   *
   * @param base the present table
   * @param members who shall have a share, in any order
   * @param partitionsAtFirst how many partitions the first table has, a power of two; of no meaning
   *     afterwards
   * @return empty where everything is as it should be
   * @throws IllegalArgumentException if a node is named twice, nobody has a weight, or there are
   *     more than {@link PartitionTable#MAX_MEMBERS}
   */
  public static Optional<Rebalance> plan(
      PartitionTable base, Collection<Weighted> members, int partitionsAtFirst) {
    List<Weighted> sorted = members.stream().sorted(Comparator.comparing(Weighted::node)).toList();
    Rebalance.requireMembers(sorted);
    int partitions =
        base.epoch() == 0 ? Rebalance.requirePartitions(partitionsAtFirst) : base.partitions();
    List<Rebalance.Move> moves = new Planner(base, sorted, partitions).moves();
    return moves.isEmpty() && sorted.equals(base.weights())
        ? Optional.empty()
        : Optional.of(new Rebalance(base.epoch(), partitions, sorted, moves));
  }

  private List<Rebalance.Move> moves() {
    giveUp();
    List<Rebalance.Move> moves = new ArrayList<>();
    for (int p = 0; p < owners.length; p++) {
      if (owners[p] == NOBODY) {
        int taker = taker(p);
        held[taker]++;
        moves.add(new Rebalance.Move(p, taker));
      }
    }
    return moves;
  }

  /** Whoever holds too much gives up partitions at even distances among its own. */
  private void giveUp() {
    int[] before = held.clone();
    int[] seen = new int[held.length];
    for (int p = 0; p < owners.length; p++) {
      int owner = owners[p];
      if (owner == NOBODY || before[owner] <= quotas[owner]) {
        continue;
      }
      long excess = before[owner] - quotas[owner];
      long place = seen[owner]++;
      if ((place + 1) * excess / before[owner] > place * excess / before[owner]) {
        owners[p] = NOBODY;
        held[owner]--;
      }
    }
  }

  /**
   * Who follows in the partition's order, if there is room: callers whom the owner failed have
   * turned to it already. Else whoever lacks most for its size.
   */
  private int taker(int partition) {
    if (base.epoch() > 0) {
      for (NodeId follower : base.owners(partition, PREFERRED)) {
        Integer index = indexes.get(follower);
        if (index != null && held[index] < quotas[index]) {
          return index;
        }
      }
    }
    int best = -1;
    for (int i = 0; i < held.length; i++) {
      boolean lacks = held[i] < quotas[i];
      if (lacks && (best < 0 || lack(i) * quotas[best] > lack(best) * quotas[i])) {
        best = i;
      }
    }
    return best;
  }

  private long lack(int index) {
    return quotas[index] - (long) held[index];
  }
}
