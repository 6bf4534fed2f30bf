package conclave.node.member.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.MemberCommand.Admit;
import conclave.node.member.table.MemberCommand.Dismiss;
import conclave.node.member.table.MemberCommand.Enlist;
import conclave.node.member.table.MemberCommand.Forget;
import conclave.node.member.table.MemberCommand.Joined;
import conclave.node.member.table.MemberCommand.Keep;
import conclave.node.member.table.MemberTable;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpkeepTest {

  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", 2);
  private static final NodeId C = new NodeId("c", 3);

  private final Upkeep upkeep = new Upkeep("control", Set.of("control", "p0"));
  private final MemberTable table = new MemberTable();
  private Sight control = sight("control", A, B);
  private Sight p0 = sight("p0", A, B);
  private long index;

  private static Sight sight(String group, NodeId... voters) {
    return new Sight(group, true, true, 1_000, Configuration.of(voters));
  }

  private void says(MemberCommand command) {
    table.apply(++index, command.encode());
  }

  private void founded() {
    says(new Enlist(List.of(new Enlist.Place(A, "a:1"), new Enlist.Place(B, "b:1"))));
  }

  private List<Deed> due() {
    return upkeep.due(
        table.register(), List.of(p0, control), node -> Optional.of(node.name() + ":1"));
  }

  @Test
  void theFirstLeaderWritesDownWhoFormedTheCluster() {
    Enlist all = new Enlist(List.of(new Enlist.Place(A, "a:1"), new Enlist.Place(B, "b:1")));
    assertThat(due()).containsExactly(new Deed.Say(all));
    assertThat(
            upkeep.due(
                table.register(),
                List.of(p0, control),
                node -> node.equals(A) ? Optional.of("a:1") : Optional.empty()))
        .containsExactly(new Deed.Say(new Enlist(List.of(new Enlist.Place(A, "a:1")))));
    founded();
    assertThat(due()).isEmpty();
  }

  @Test
  void controlIsFirstWhenAMemberComes() {
    founded();
    says(new Admit(C, "c:1"));
    assertThat(due()).containsExactly(new Deed.Add("control", C));
    control = sight("control", A, B, C);
    assertThat(due()).containsExactly(new Deed.Say(new Joined(C, 2)));
    says(new Joined(C, 2));
    assertThat(due()).containsExactly(new Deed.Add("p0", C));
    p0 = sight("p0", A, B, C);
    assertThat(due()).isEmpty();
  }

  @Test
  void controlIsLastWhenAMemberGoes() {
    founded();
    says(new Dismiss(B));
    assertThat(due()).containsExactly(new Deed.Remove("p0", B));
    p0 = new Sight("p0", true, false, 1_000, Configuration.of(A));
    assertThat(due()).as("that is not committed yet").isEmpty();
    p0 = sight("p0", A);
    assertThat(due()).containsExactly(new Deed.Remove("control", B));
    control = sight("control", A);
    assertThat(due()).containsExactly(new Deed.Say(new Forget(B, 2)));
    says(new Forget(B, 2));
    assertThat(due()).isEmpty();
  }

  @Test
  void whoCannotBeMissedIsKept() {
    founded();
    says(new Dismiss(B));
    String why = "of a, b a majority must answer";
    Deed removal = new Deed.Remove("p0", B);
    assertThat(Upkeep.refused(table.register(), removal, why)).contains(new Keep(B, 2, why));
    assertThat(Upkeep.refused(table.register(), new Deed.Remove("p0", A), why)).isEmpty();
    String tooLong = "\u20ac".repeat(600);
    MemberCommand shortened = Upkeep.refused(table.register(), removal, tooLong).orElseThrow();
    says(shortened);
    assertThat(table.register().find(B).orElseThrow().obstacle()).endsWith("\u20ac...");
  }

  @Test
  void whoCannotBeAddedIsForgotten() {
    founded();
    says(new Admit(C, "c:1"));
    Deed addition = new Deed.Add("control", C);
    assertThat(Upkeep.refused(table.register(), addition, "c#9 has that name"))
        .contains(new Forget(C, 2));
    says(new Joined(C, 2));
    assertThat(Upkeep.refused(table.register(), addition, "c#9 has that name")).isEmpty();
  }

  @Test
  void whoWentByOtherMeansIsForgottenByAReplicaThatKnowsOfItsAddition() {
    founded();
    control = new Sight("control", true, true, 0, Configuration.of(A));
    p0 = sight("p0", A, B);
    assertThat(due()).isEmpty();
    control = sight("control", A);
    assertThat(due()).containsExactly(new Deed.Say(new Forget(B, 1)));
  }

  @Test
  void whatANodeDoesNotLeadOrIsNotCommittedIsLeftAlone() {
    founded();
    says(new Admit(C, "c:1"));
    control = new Sight("control", false, true, 1_000, Configuration.of(A, B));
    assertThat(due()).isEmpty();
    control = new Sight("control", true, false, 1_000, Configuration.of(A, B));
    assertThat(due()).isEmpty();
    assertThat(upkeep.due(table.register(), List.of(p0), node -> Optional.empty()))
        .as("without a word of control")
        .isEmpty();
  }

  @Test
  void aLeaverWaitsForEveryOtherGroup() {
    founded();
    says(new Dismiss(B));
    assertThat(upkeep.due(table.register(), List.of(control), node -> Optional.empty()))
        .as("p0 says nothing")
        .isEmpty();
  }

  @Test
  void anotherDirectoryOfTheSameNameIsNobodyInAnotherGroup() {
    founded();
    NodeId formerB = new NodeId("b", 9);
    p0 = sight("p0", A, formerB);
    assertThat(due()).containsExactly(new Deed.Remove("p0", formerB));
    p0 = sight("p0", A);
    assertThat(due()).containsExactly(new Deed.Add("p0", B));
  }
}
