package conclave.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.log.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PartitionTableTest {

  @Test
  void beforeTheFirstTableNobodyOwnsAnythingAndASentenceSaysSo() {
    PartitionTable none = PartitionTable.NONE;
    assertThat(none.epoch()).isZero();
    assertThat(none.partitions()).isZero();
    assertThat(none.members()).isEmpty();
    assertThat(none.owners("k", 3)).isEmpty();
    assertThatThrownBy(() -> none.owner("k"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no partition has an owner: there is no table yet");
    assertThatThrownBy(() -> none.partitionOf("k")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> none.owner(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void thePartitionIsTheHighestBitsOfTheHash() {
    PartitionTable table = Tables.first(4_096, Tables.equals(3));
    assertThat(table.partitionOf(0L)).isZero();
    assertThat(table.partitionOf(-1L)).isEqualTo(4_095);
    assertThat(table.partitionOf(Long.MIN_VALUE)).isEqualTo(2_048);
    assertThat(table.partitionOf("")).isEqualTo(0x2d0);
    PartitionTable one = Tables.first(1, Tables.equals(3));
    assertThat(one.partitionOf(-1L)).isZero();
    assertThat(one.partitionOf("k")).isZero();
    PartitionTable most = Tables.first(PartitionTable.MAX_PARTITIONS, Tables.equals(3));
    assertThat(most.partitionOf(-1L)).isEqualTo(65_535);
    assertThat(most.partitionOf("")).isEqualTo(0x2d06);
  }

  @Property(tries = 300, seed = "13")
  void aTextAndItsBytesHaveOnePartition(@ForAll String key) {
    PartitionTable table = Tables.first(256, Tables.equals(3));
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    assertThat(table.partitionOf(key)).isEqualTo(table.partitionOf(bytes));
    assertThat(table.owner(key)).isEqualTo(table.owner(table.partitionOf(bytes)));
    assertThat(table.owners(key, 3)).hasSize(3).startsWith(table.owner(key));
  }

  @Test
  void membersAreSortedWithTheirWeightsAndHoldings() {
    List<Weighted> members =
        List.of(
            new Weighted(new NodeId("b", 1), 2),
            new Weighted(new NodeId("a", 7), 1),
            new Weighted(new NodeId("c", 1), 0),
            new Weighted(new NodeId("a", 3), 1));
    PartitionTable table = Tables.first(64, members);
    assertThat(table.members())
        .containsExactly(
            new PartitionTable.Member(new NodeId("a", 3), 1, 16),
            new PartitionTable.Member(new NodeId("a", 7), 1, 16),
            new PartitionTable.Member(new NodeId("b", 1), 2, 32),
            new PartitionTable.Member(new NodeId("c", 1), 0, 0));
  }

  @Test
  void aMemberThatHoldsNothingComesLastAndADrainedOneNever() {
    List<Weighted> members = new ArrayList<>(Tables.equals(6));
    members.set(5, new Weighted(Tables.node(6), 0));
    PartitionTable table = Tables.first(2, members);
    for (int p = 0; p < 2; p++) {
      assertThat(table.owners(p, 64))
          .hasSize(5)
          .doesNotHaveDuplicates()
          .startsWith(table.owner(p))
          .doesNotContain(Tables.node(6));
      assertThat(table.owners(p, 1)).containsExactly(table.owner(p));
      assertThat(table.owners(p, 0)).isEmpty();
    }
  }

  /** What a node owned falls to all others when it is away, in proportion to what they hold. */
  @Test
  void whoFollowsAnOwnerIsSpreadOverAllOthersByWeight() {
    List<Weighted> members =
        IntStream.rangeClosed(1, 10)
            .mapToObj(i -> new Weighted(Tables.node(i), i <= 5 ? 1 : 3))
            .toList();
    PartitionTable table = Tables.first(16_384, members);
    for (Weighted dead : members) {
      Map<NodeId, Integer> heirs = new HashMap<>();
      for (int p = 0; p < table.partitions(); p++) {
        if (table.owner(p).equals(dead.node())) {
          heirs.merge(table.owners(p, 2).get(1), 1, Integer::sum);
        }
      }
      double sum = 20.0 - dead.weight();
      int held = heirs.values().stream().mapToInt(Integer::intValue).sum();
      for (Weighted heir : members) {
        if (!heir.equals(dead)) {
          double fair = held * heir.weight() / sum;
          assertThat(heirs.getOrDefault(heir.node(), 0).doubleValue())
              .as("%s after %s", heir, dead)
              .isBetween(fair - 5 * Math.sqrt(fair), fair + 5 * Math.sqrt(fair));
        }
      }
    }
  }

  @Test
  void whoFollowedANodeThatLeavesGetsMostOfItsPartitions() {
    PartitionTable before = Tables.first(4_096, Tables.equals(10));
    PartitionTable after = Tables.next(before, Tables.equals(9));
    int moved = 0;
    int asFollowed = 0;
    for (int p = 0; p < 4_096; p++) {
      if (!before.owner(p).equals(after.owner(p))) {
        moved++;
        asFollowed += before.owners(p, 2).get(1).equals(after.owner(p)) ? 1 : 0;
      }
    }
    System.out.printf(
        "a node of ten leaves: %d partitions move, %d to who followed%n", moved, asFollowed);
    assertThat(moved).isEqualTo(before.members().get(9).partitions());
    assertThat(asFollowed).isGreaterThan(moved * 3 / 4);
  }

  @Test
  void aChangeForAnotherEpochIsRefusedInASentence() {
    PartitionTable table = Tables.first(8, Tables.equals(2));
    Rebalance again = Planner.plan(PartitionTable.NONE, Tables.equals(2), 8).orElseThrow();
    assertThatThrownBy(() -> table.with(again))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Rebalance[from epoch 0, 8 of 8 partitions move, 2 members] does not fit on epoch 1:"
                + " STALE");
  }
}
