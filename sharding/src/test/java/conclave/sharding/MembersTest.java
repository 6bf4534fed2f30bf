package conclave.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.balance.LoadView;
import conclave.balance.LoadView.NodeLoad;
import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.ring.Weighted;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom the placement counts on a node whose monitor lags behind the forming of the cluster. */
class MembersTest {

  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", 1);
  private static final NodeId C = new NodeId("c", 1);

  private final Attendance attendance =
      new Attendance(
          new PlacementSettings(
              16, Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(1)));
  private List<NodeId> membership = List.of();
  private List<NodeLoad> loads = List.of(load(A, true));
  private final LoadView board = () -> loads;
  private final Members members = Members.of(() -> membership, board);
  private long now;

  private static NodeLoad load(NodeId node, boolean reachable) {
    return new NodeLoad(node, reachable, Double.NaN, 0);
  }

  private List<NodeId> due() {
    now += 1_000_000_000L;
    attendance.look(now, members.members());
    return attendance.due(PartitionTable.NONE).stream().map(Weighted::node).toList();
  }

  @Test
  void theFirstTableIsNeverForThisNodeAloneWhereItHasOthers() {
    assertThat(due()).as("no cluster yet").isEmpty();
    membership = List.of(A, B, C);
    assertThat(due()).as("nobody was heard yet").isEmpty();
    loads = List.of(load(A, true), load(B, false), load(C, false));
    assertThat(due()).isEmpty();
    loads = List.of(load(A, true), load(B, true), load(C, false));
    assertThat(due()).containsExactly(A, B, C);
  }

  @Test
  void aClusterOfOneHasATable() {
    membership = List.of(A);
    assertThat(due()).containsExactly(A);
  }

  @Test
  void whomTheMonitorStillShowsAndTheClusterDoesNotIsNoMember() {
    membership = List.of(A, B);
    loads = List.of(load(A, true), load(B, true), load(C, true));
    assertThat(members.members())
        .containsExactly(new Members.Member(A, 1, true), new Members.Member(B, 1, true));
  }
}
