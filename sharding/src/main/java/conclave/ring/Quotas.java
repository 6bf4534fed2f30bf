package conclave.ring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many partitions each member should hold: its exact share, weight by sum of weights, rounded
 * down or up. Whole numbers only, since a logarithm or a fraction may round differently elsewhere.
 */
final class Quotas {

  private Quotas() {}

  /**
   * Among all ways to round, one that moves the least: what is left over after rounding down goes
   * first to those who hold more than that already and would have to give it up, and among equals
   * to those who lose most by the rounding, then in the order of the members.
   *
   * @param members sorted by node, not all of weight 0
   * @param held what each of them holds now
   */
  static int[] of(int partitions, List<Weighted> members, int[] held) {
    long sum = sum(members);
    int[] quotas = new int[members.size()];
    long[] rest = new long[members.size()];
    int left = partitions;
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < quotas.length; i++) {
      long share = (long) partitions * members.get(i).weight();
      quotas[i] = (int) (share / sum);
      rest[i] = share % sum;
      left -= quotas[i];
      if (rest[i] > 0) {
        order.add(i);
      }
    }
    order.sort(
        Comparator.comparing((Integer i) -> held[i] <= quotas[i])
            .thenComparing(i -> rest[i], Comparator.reverseOrder())
            .thenComparing(Comparator.naturalOrder()));
    order.subList(0, left).forEach(i -> quotas[i]++);
    return quotas;
  }

  /** Whether every member holds its exact share, rounded down or up. */
  static boolean areKept(PartitionTable table) {
    long sum = sum(table.weights());
    for (PartitionTable.Member member : table.members()) {
      long share = (long) table.partitions() * member.weight();
      if (Math.abs(member.partitions() * sum - share) >= sum) {
        return false;
      }
    }
    return true;
  }

  private static long sum(List<Weighted> members) {
    return members.stream().mapToLong(Weighted::weight).sum();
  }
}
