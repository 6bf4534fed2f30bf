package conclave.node.member.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.wire.MalformedException;
import conclave.node.member.table.MemberCommand.Admit;
import conclave.node.member.table.MemberCommand.Enlist;
import conclave.node.member.table.MemberCommand.Speak;
import conclave.node.member.table.MemberTable;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RaisingTest {

  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", 2);

  private final Map<NodeId, ProtocolVersion> promised = new HashMap<>();
  private final MemberTable table = new MemberTable();
  private final Raising raising = new Raising("control");

  private Optional<Deed> due(String group, boolean leads) {
    return raising.due(
        table.register(),
        List.of(new Sight(group, leads, true, 9, Configuration.of(A, B))),
        node -> promised.getOrDefault(node, ProtocolVersion.OLDEST));
  }

  @Test
  void theLeaderOfControlRaisesTheVersionToWhatEveryMemberPromised() throws MalformedException {
    assertThat(due("control", true)).as("nobody is listed").isEmpty();
    table.apply(
        1, new Enlist(List.of(new Enlist.Place(A, "a:1"), new Enlist.Place(B, "b:1"))).encode());
    promised.put(A, new ProtocolVersion(2));
    assertThat(due("control", true)).as("b was not heard").isEmpty();
    promised.put(B, new ProtocolVersion(3));
    assertThat(due("control", false)).as("another leads").isEmpty();
    assertThat(due("p0", true)).as("that is another group").isEmpty();
    Speak speak = new Speak(new ProtocolVersion(2), new TreeSet<>(List.of(A, B)));
    assertThat(due("control", true)).contains(new Deed.Say(speak));
    table.apply(2, speak.encode());
    assertThat(due("control", true)).as("it is in use").isEmpty();
    promised.put(A, new ProtocolVersion(3));
    assertThat(due("control", true)).isPresent();
    table.apply(3, new Admit(new NodeId("c", 3), "c:1").encode());
    assertThat(due("control", true)).as("c comes, and was not asked").isEmpty();
  }
}
