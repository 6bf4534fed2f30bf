package conclave.node.formation;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Members that moved; {@link FormationLawsTest} has them move in any weather. */
class WhereaboutsTest {

  private static final Terms TERMS = new Terms(1, 1, new TreeMap<>());
  private static final NodeId N1 = new NodeId("n1", 1);
  private static final NodeId N2 = new NodeId("n2", 2);
  private static final NodeId N3 = new NodeId("n3", 3);
  private static final Membership BEFORE = membership("n2:1", "n3:1");

  @Test
  void theOneThatStaysLetsTwoThatMovedFindEachOtherAndThenAllAreSilent() {
    Script script = new Script(3, Rules.SOUND);
    script.settle("n1", "n2", "n3");
    script.settle("n1", "n2", "n3");
    script.move("n2", 2);
    script.move("n3", 2);
    script.settle("n1", "n2", "n3");
    script.settle("n1", "n2", "n3");
    assertThat(script.addressOf("n2", "n3")).isEqualTo("n2:2");
    assertThat(script.addressOf("n3", "n2")).isEqualTo("n3:2");
    assertThat(script.addressOf("n2", "n1")).isEqualTo("n2:2");
    int sent = script.sent();
    script.settle("n1", "n2", "n3");
    assertThat(script.sent()).isEqualTo(sent);
  }

  @Test
  void whatAnotherSaysOfAMemberIsTriedAndNotWrittenDown() {
    Formation n3 = node(N3, "n3:1");
    assertThat(n3.on(heard(N1, "n1:1", membership("n2:2", "n3:1"))))
        .noneMatch(Effect.Persist.class::isInstance)
        .noneMatch(Effect.Moved.class::isInstance);
    assertThat(greeted(n3.on(new Input.Tick()))).contains("n2:1", "n2:2");
    assertThat(n3.on(heard(N2, "n2:2", BEFORE)))
        .contains(new Effect.Persist(membership("n2:2", "n3:1")));
  }

  @Test
  void aMemberThatMissedAMoveIsToldAgain() {
    Formation n1 = node(N1, "n1:1");
    n1.on(heard(N2, "n2:1", BEFORE));
    n1.on(heard(N3, "n3:2", BEFORE));
    Membership after = membership("n2:1", "n3:2");
    assertThat(greeted(n1.on(new Input.Persisted(after)))).containsOnly("n2:1", "n3:2");
    assertThat(greeted(n1.on(new Input.Tick()))).containsOnly("n2:1");
    n1.on(heard(N2, "n2:1", after));
    assertThat(greeted(n1.on(new Input.Tick()))).isEmpty();
  }

  @Test
  void strangersAreNotAskedWhereMembersAre() {
    Formation n3 = node(N3, "n3:1");
    n3.on(heard(new NodeId("n9", 9), "n9:1", membership("n2:2", "n3:1")));
    assertThat(greeted(n3.on(new Input.Tick()))).containsOnly("n1:1", "n2:1");
  }

  private static Formation node(NodeId self, String address) {
    Setup setup = new Setup(self, address, TERMS, new TreeMap<>(), List.of(), 0, Setup.Past.NONE);
    return new Formation(setup, Optional.of(BEFORE), new Random(5));
  }

  private static Membership membership(String n2, String n3) {
    return new Membership(
        "c",
        List.of(
            new Membership.Member(N1, "n1:1", true),
            new Membership.Member(N2, n2, true),
            new Membership.Member(N3, n3, true)));
  }

  private static Input heard(NodeId sender, String address, Membership formed) {
    return new Input.Heard(new Hello(sender, address, TERMS, new TreeMap<>(), 7, 0, formed, null));
  }

  private static List<String> greeted(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.SendHello.class::isInstance)
        .map(effect -> ((Effect.SendHello) effect).address())
        .toList();
  }
}
