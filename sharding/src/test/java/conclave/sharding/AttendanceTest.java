package conclave.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.ring.Planner;
import conclave.ring.Weighted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AttendanceTest {

  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", 1);
  private static final NodeId C = new NodeId("c", 1);

  private final Attendance attendance =
      new Attendance(
          new PlacementSettings(
              16, Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(1)));
  private PartitionTable table = PartitionTable.NONE;
  private long now = Long.MAX_VALUE - 4_000_000_000L; // a clock may pass over its greatest number

  private static Members.Member here(NodeId node) {
    return new Members.Member(node, 1, true);
  }

  private static Members.Member away(NodeId node) {
    return new Members.Member(node, 1, false);
  }

  /** Looks once a second, and says who is due after the last look. */
  private List<NodeId> look(int times, Members.Member... seen) {
    for (int i = 0; i < times; i++) {
      now += 1_000_000_000L;
      attendance.look(now, List.of(seen));
    }
    return due();
  }

  private List<NodeId> due() {
    return attendance.due(table).stream().map(Weighted::node).toList();
  }

  private void table(NodeId... members) {
    List<Weighted> weighted =
        new ArrayList<>(Stream.of(members).map(node -> new Weighted(node, 1)).toList());
    table = PartitionTable.NONE.with(Planner.plan(PartitionTable.NONE, weighted, 16).orElseThrow());
  }

  @Test
  void theFirstTableIsForAllMembersThereOrNot() {
    assertThat(due()).isEmpty();
    assertThat(look(1, here(A), away(B), here(C))).containsExactly(A, B, C);
  }

  @Test
  void whoIsAwayForLongEnoughLeavesAndWhoIsBackForLongEnoughReturns() {
    table(A, B, C);
    assertThat(look(1, here(A), here(B), here(C))).containsExactly(A, B, C);
    assertThat(look(5, here(A), away(B), here(C))).containsExactly(A, B, C);
    assertThat(look(1, here(A), away(B), here(C))).containsExactly(A, C);
    table(A, C);
    assertThat(look(3, here(A), here(B), here(C))).containsExactly(A, C);
    assertThat(look(1, here(A), here(B), here(C))).containsExactly(A, B, C);
  }

  @Test
  void whoIsNoLongerNamedIsAwayAndWhoWasNeverSeenIsAwaySinceTheFirstLook() {
    table(A, B, C);
    assertThat(look(5, here(A), here(B))).containsExactly(A, B, C);
    assertThat(look(1, here(A), here(B))).containsExactly(A, B);
    assertThat(look(1, here(A), here(B), here(C))).containsExactly(A, B, C);
    assertThat(look(6, here(A), here(B))).containsExactly(A, B);
  }

  @Test
  void flappingChangesNothing() {
    table(A, B);
    for (int i = 0; i < 10; i++) {
      assertThat(look(3, here(A), away(B), here(C))).containsExactly(A, B);
      assertThat(look(3, here(A), here(B), away(C))).containsExactly(A, B);
    }
  }

  @Test
  void whoIsAloneProposesNothing() {
    table(A, B, C);
    assertThat(look(20, here(A), away(B), away(C))).isEmpty();
    table = PartitionTable.NONE;
    assertThat(look(1, here(A), away(B), away(C))).isEmpty();
    assertThat(look(1, here(A), here(B), away(C))).containsExactly(A, B, C);
  }

  @Test
  void aClusterOfOneIsNotAlone() {
    assertThat(look(1, here(A))).containsExactly(A);
    table(A);
    assertThat(look(9, here(A))).containsExactly(A);
  }

  /** Else who was removed would make the last member look cut off for ever. */
  @Test
  void whoIsNoLongerNamedIsForgottenAfterItLeft() {
    table(A, B, C);
    look(1, here(A), here(B), here(C));
    assertThat(look(5, here(A))).as("two are silent, it may be cut off").isEmpty();
    assertThat(look(1, here(A))).containsExactly(A);
  }

  @Test
  void aPauseLengthensBothTimes() {
    table(A, B);
    look(1, here(A), here(B), away(C));
    look(3, here(A), away(B), here(C));
    now += 60_000_000_000L;
    assertThat(look(2, here(A), away(B), here(C))).containsExactly(A, B, C);
    assertThat(look(2, here(A), away(B), here(C))).containsExactly(A, C);
  }

  @Test
  void weightsAreThoseOfTheLastLookAndAllDrainedIsNobody() {
    table(A, B);
    attendance.look(now, List.of(new Members.Member(A, 3, true), new Members.Member(B, 0, true)));
    assertThat(attendance.due(table)).containsExactly(new Weighted(A, 3), new Weighted(B, 0));
    attendance.look(now, List.of(new Members.Member(A, 0, true), new Members.Member(B, 0, true)));
    assertThat(attendance.due(table)).isEmpty();
  }
}
