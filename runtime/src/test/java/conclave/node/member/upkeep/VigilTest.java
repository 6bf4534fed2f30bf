package conclave.node.member.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.member.table.Listed;
import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.MemberCommand.Dismiss;
import conclave.node.member.table.MemberCommand.Enlist;
import conclave.node.member.table.MemberCommand.Keep;
import conclave.node.member.table.MemberTable;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VigilTest {

  private static final long SECOND = 1_000_000_000L;
  private static final List<NodeId> ALL =
      IntStream.rangeClosed(1, 7).mapToObj(i -> new NodeId("n" + i, i)).toList();
  private static final NodeId N2 = ALL.get(1);
  private static final NodeId N3 = ALL.get(2);
  private static final NodeId N6 = ALL.get(5);

  private final Vigil vigil = new Vigil(ALL.get(0), Duration.ofSeconds(10), Duration.ofSeconds(1));
  private final MemberTable table = new MemberTable();
  private final Set<NodeId> heard = new HashSet<>(ALL);
  private Configuration control = new Configuration(ALL.subList(0, 5), ALL.subList(5, 7));
  private long index;
  private long now = -5 * SECOND;

  VigilTest() {
    says(new Enlist(ALL.stream().map(n -> new Enlist.Place(n, n.name() + ":1")).toList()));
  }

  private void says(MemberCommand command) {
    table.apply(++index, command.encode());
  }

  private Optional<Deed> look() {
    now += SECOND;
    return vigil.look(now, table.register(), control, heard::contains);
  }

  private void nothingFor(int looks) {
    for (int i = 0; i < looks; i++) {
      assertThat(look()).as("look %d", i).isEmpty();
    }
  }

  @Test
  void whoWasSilentForAllOfTheTimeMakesRoomForAMemberThatListens() {
    nothingFor(20);
    heard.remove(N2);
    nothingFor(10);
    assertThat(look()).contains(new Deed.Say(new Dismiss(N2)));
    nothingFor(9);
    assertThat(look()).as("asked again after as long").contains(new Deed.Say(new Dismiss(N2)));
  }

  @Test
  void whoIsHeardInBetweenStartsAfresh() {
    heard.remove(N2);
    nothingFor(9);
    heard.add(N2);
    nothingFor(1);
    heard.remove(N2);
    nothingFor(10);
    assertThat(look()).isPresent();
  }

  @Test
  void oneAtATime() {
    heard.removeAll(Set.of(N2, N3));
    nothingFor(10);
    assertThat(look()).contains(new Deed.Say(new Dismiss(N2)));
    says(new Dismiss(N2));
    nothingFor(20);
    says(new Keep(N2, index, "no majority would answer"));
    assertThat(look()).isPresent();
  }

  @Test
  void withoutAMemberToSpareNobodyIsRemoved() {
    Listed n2 = table.register().find(N2).orElseThrow();
    heard.removeAll(Set.of(N2, N6, ALL.get(6)));
    nothingFor(10);
    assertThat(look()).as("those to spare are silent").contains(new Deed.Restore(n2));
    heard.addAll(Set.of(N6, ALL.get(6)));
    control = new Configuration(ALL.subList(0, 3), List.of(N6));
    nothingFor(9);
    assertThat(look()).as("it becomes a voter anyway").contains(new Deed.Restore(n2));
  }

  @Test
  void aNewLeaderStartsAfresh() {
    heard.remove(N2);
    nothingFor(9);
    vigil.rest();
    nothingFor(10);
    assertThat(look()).isPresent();
  }

  @Test
  void aPauseOfTheLeaderIsNobodysFault() {
    heard.remove(N2);
    nothingFor(3);
    now += 60 * SECOND;
    nothingFor(3);
    now += 60 * SECOND;
    heard.remove(N3);
    nothingFor(1);
  }
}
