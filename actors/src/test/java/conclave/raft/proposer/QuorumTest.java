package conclave.raft.proposer;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The commit rule's arithmetic against a dumb twin that counts. */
final class QuorumTest {

  @Property(tries = 5000, seed = "4")
  void isTheHighestValueThatAMajorityHas(
      @ForAll @Size(max = 9) List<@IntRange(max = 12) Integer> values,
      @ForAll @IntRange(max = 3) int learners) {
    Configuration configuration = configuration(values.size(), learners);

    long reached =
        Quorum.reached(configuration, node -> value(values, (int) node.incarnation() - 1));

    assertThat(reached).isEqualTo(counted(values));
  }

  /** Learners come after the voters, and have everything. */
  private static long value(List<Integer> values, int i) {
    return i < values.size() ? values.get(i) : 99;
  }

  private static long counted(List<Integer> values) {
    long best = 0;
    for (long candidate = 0; candidate <= 12; candidate++) {
      int have = 0;
      for (int value : values) {
        have += value >= candidate ? 1 : 0;
      }
      if (2 * have > values.size()) {
        best = candidate;
      }
    }
    return best;
  }

  private static Configuration configuration(int voters, int learners) {
    List<NodeId> nodes = new ArrayList<>();
    for (int i = 1; i <= voters + learners; i++) {
      nodes.add(new NodeId("n", i));
    }
    return new Configuration(nodes.subList(0, voters), nodes.subList(voters, nodes.size()));
  }

  @Test
  void nobodyReachesNothing() {
    assertThat(Quorum.reached(Configuration.EMPTY, node -> 7)).isZero();
  }

  @Test
  void majoritiesOfTheSameVotersOverlap() {
    for (int voters = 1; voters <= 9; voters++) {
      int majority = configuration(voters, 2).majority();
      assertThat(2 * majority).isGreaterThan(voters);
      assertThat(2 * (majority - 1)).isLessThanOrEqualTo(voters);
    }
  }
}
