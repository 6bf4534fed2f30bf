package conclave.raft.proposer;

import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/** What a majority of the voters has reached. */
final class Quorum {

  private Quorum() {}

  /**
   * The highest value that a majority of voters has reached: sorted ascending, of n values the one
   * at (n - 1) / 2, since it and all above it are n / 2 + 1 many.
   *
   * <pre>
   *   voters   a  b  c  d  e
   *   index    9  7  5  5  2      -> 5: a, b, c and d have it
   * </pre>
   *
   * @return that value, or 0 where nobody votes
   */
  static long reached(Configuration configuration, ToLongFunction<NodeId> value) {
    List<NodeId> voters = configuration.voters();
    if (voters.isEmpty()) {
      return 0;
    }
    long[] sorted = new long[voters.size()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = value.applyAsLong(voters.get(i));
    }
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) / 2];
  }
}
