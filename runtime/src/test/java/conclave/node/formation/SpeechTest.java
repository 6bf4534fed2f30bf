package conclave.node.formation;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.formation.Membership.Member;
import conclave.node.speech.Spoken;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a member promises to speak, and when. */
class SpeechTest {

  private static final NodeId N1 = new NodeId("n1", 1);
  private static final NodeId N2 = new NodeId("n2", 2);
  private static final NodeId N3 = new NodeId("n3", 3);
  private static final Membership CLUSTER =
      new Membership(
          "c",
          List.of(
              new Member(N1, "h1:1", true),
              new Member(N2, "h2:1", true),
              new Member(N3, "h3:1", true)));

  private final Formation node =
      new Formation(
          new Setup(N1, "h1:1", terms(1, 2), new TreeMap<>(), List.of(), 0, Setup.Past.NONE),
          Optional.of(CLUSTER),
          new Random(7));

  private static Terms terms(int oldest, int newest) {
    return new Terms(oldest, newest, new TreeMap<>(Map.of("conclave.durability", "FSYNC")));
  }

  private List<Effect> hears(NodeId sender, Terms terms) {
    String at = sender.name().replace('n', 'h') + ":1";
    return node.on(
        new Input.Heard(new Hello(sender, at, terms, new TreeMap<>(), 5, 0, CLUSTER, null)));
  }

  private static List<Effect> promises(List<Effect> effects) {
    return effects.stream().filter(Effect.Promise.class::isInstance).toList();
  }

  private static List<String> greeted(List<Effect> effects) {
    List<String> greeted = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.SendHello hello) {
        greeted.add("%s %s".formatted(hello.address(), hello.hello().terms().oldestProtocol()));
      }
    }
    return greeted;
  }

  private List<Effect> ticks(int count) {
    List<Effect> effects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      effects.addAll(node.on(new Input.Tick()));
    }
    return effects;
  }

  @Test
  void aNodePromisesWhatEveryMemberSpeaksAndSaysSoOnceThatIsDurable() {
    ticks(1);
    assertThat(promises(hears(N2, terms(1, 2)))).as("n3 was not heard").isEmpty();
    assertThat(promises(hears(N3, terms(1, 1)))).as("n3 is of the former release").isEmpty();
    assertThat(promises(ticks(9))).isEmpty();
    List<Effect> upgraded = hears(N3, terms(1, 3));
    assertThat(promises(upgraded)).containsExactly(new Effect.Promise(new ProtocolVersion(2)));
    assertThat(upgraded)
        .contains(
            new Effect.Heard(
                new TreeMap<>(
                    Map.of(N1, new Spoken(1, 2), N2, new Spoken(1, 2), N3, new Spoken(1, 3)))));
    assertThat(promises(ticks(9))).as("it is being written").isEmpty();
    assertThat(greeted(node.on(new Input.Promised(new ProtocolVersion(2)))))
        .containsExactly("h2:1 2", "h3:1 2");
    assertThat(greeted(ticks(4))).as("until they answer").contains("h2:1 2", "h3:1 2");
    hears(N2, terms(2, 2));
    assertThat(greeted(ticks(4))).containsExactly("h3:1 2");
    hears(N3, terms(2, 3));
    assertThat(greeted(ticks(9))).isEmpty();
  }

  @Test
  void whoBrokeNoPromiseButSpeaksLessIsRefusedFromThenOn() {
    hears(N2, terms(1, 2));
    hears(N3, terms(1, 2));
    node.on(new Input.Promised(new ProtocolVersion(2)));
    assertThat(hears(N3, terms(1, 1)))
        .contains(
            new Effect.Refused(
                "n3", "n3#3 at h3:1: it speaks protocol versions 1 to 1, this node 2 to" + " 2"));
    assertThat(node.seen("n3", "h3:1", 0)).as("nobody adds it").isEmpty();
  }
}
