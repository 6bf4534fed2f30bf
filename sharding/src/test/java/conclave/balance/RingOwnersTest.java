package conclave.balance;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.balance.route.Owners;
import conclave.balance.route.Refusal;
import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.ring.Planner;
import conclave.ring.Weighted;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingOwnersTest {

  private static PartitionTable table(int nodes) {
    List<Weighted> members =
        IntStream.rangeClosed(1, nodes)
            .mapToObj(i -> new Weighted(new NodeId("n" + i, i), 1))
            .toList();
    return PartitionTable.NONE.with(Planner.plan(PartitionTable.NONE, members, 64).orElseThrow());
  }

  @Test
  void theOwnerOfTheTableIsFirstAndOthersStandIn() {
    PartitionTable table = table(5);
    Owners owners = new RingOwners(() -> table, 3);
    Set<NodeId> first = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Owners.Preference preference = owners.of("k" + i);
      assertThat(preference.epoch()).isEqualTo(table.epoch());
      assertThat(preference.nodes()).hasSize(3).doesNotHaveDuplicates();
      assertThat(preference.nodes().get(0)).isEqualTo(table.owner("k" + i));
      first.add(preference.nodes().get(0));
    }
    assertThat(first).hasSize(5);
  }

  @Test
  void beforeTheFirstTableNobodyOwnsAnything() {
    assertThat(new RingOwners(() -> PartitionTable.NONE, 3).of("k"))
        .isEqualTo(Owners.NOBODY.of("k"));
  }

  @Test
  void aRefusalOfALaterReleaseIsARefusal() {
    assertThat(Refusal.named("OVERLOADED")).isEqualTo(Refusal.OVERLOADED);
    assertThat(Refusal.named("OUT_FOR_LUNCH")).isEqualTo(Refusal.DECLINED);
  }
}
