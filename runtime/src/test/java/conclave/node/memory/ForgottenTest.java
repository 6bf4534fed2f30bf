package conclave.node.memory;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.formation.Effect;
import conclave.node.formation.Formation;
import conclave.node.formation.Hello;
import conclave.node.formation.Input;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.node.formation.Setup;
import conclave.node.formation.Terms;
import conclave.node.lineage.Lineage;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Nodes that start again and have forgotten the cluster that they were in. */
class ForgottenTest {

  private static final NodeId N1 = new NodeId("n1", 100);
  private static final NodeId N2 = new NodeId("n2", 200);
  private static final NodeId N3 = new NodeId("n3", 300);
  private static final NodeId N4 = new NodeId("n4", 400);
  private static final NodeId N3_AGAIN = N3.nextLife();
  private static final Terms TERMS = new Terms(1, 1, new TreeMap<>());
  private static final Membership THREE = cluster("c1", N1, N2, N3);
  private static final int LONG = 30;

  private final Formation n3 = again(THREE, false);

  private static Membership cluster(String id, NodeId... members) {
    return new Membership(
        id, Arrays.stream(members).map(one -> new Member(one, at(one), true)).toList());
  }

  private static String at(NodeId node) {
    return "h" + node.name().substring(1) + ":1";
  }

  private static Formation again(Membership former, boolean makesNew) {
    return new Formation(
        new Setup(
            N3_AGAIN,
            at(N3),
            TERMS,
            new TreeMap<>(),
            List.of(at(N1), at(N2)),
            0,
            new Setup.Past(Optional.of(former), makesNew)),
        Optional.empty(),
        new Random(5));
  }

  private static Input heard(NodeId sender, Membership formed, Hello.Past past) {
    return new Input.Heard(
        new Hello(sender, at(sender), TERMS, new TreeMap<>(), 7, 0, formed, past));
  }

  private static Input forgot(NodeId sender, String cluster) {
    return heard(sender, null, new Hello.Past(cluster, false));
  }

  private static List<Effect> ticks(Formation node, int times) {
    List<Effect> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.addAll(node.on(new Input.Tick()));
    }
    return all;
  }

  private static <E> List<E> of(List<Effect> effects, Class<E> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static Effect.Waiting lastSaid(List<Effect> effects) {
    List<Effect.Waiting> said = of(effects, Effect.Waiting.class);
    return said.get(said.size() - 1);
  }

  @Test
  void asksTheClusterThatItWasInToBeAddedAndNeverVotesInItByItself() {
    List<Effect> effects = new ArrayList<>(ticks(n3, 1));
    effects.addAll(n3.on(heard(N1, THREE, null)));
    effects.addAll(ticks(n3, 8));
    assertThat(of(effects, Effect.AskToBeAdded.class)).contains(new Effect.AskToBeAdded(at(N1)));
    assertThat(of(effects, Effect.Persist.class)).isEmpty();
    assertThat(lastSaid(effects).lost()).as("%s", lastSaid(effects)).isFalse();

    Membership taken = cluster("c1", N1, N2, N3_AGAIN);
    Membership without = new Membership("c1", taken.members(), THREE.founding());
    effects = n3.on(heard(N1, without, null));
    assertThat(of(effects, Effect.Persist.class)).containsExactly(new Effect.Persist(without));
    assertThat(without.initialFor(N3_AGAIN).voters()).as("until its log says so").isEmpty();
  }

  @Test
  void aMajorityThatForgotIsSaidAtOnceAndOneThatIsSilentAfterAWhile() {
    assertThat(lastSaid(ticks(n3, 5)).lost()).isFalse();
    Effect.Waiting said = lastSaid(n3.on(forgot(N2.nextLife(), "c1")));
    assertThat(said.lost()).isTrue();
    assertThat(said.sentence()).contains("n2 and n3 started again and forgot it");

    Formation alone = again(THREE, false);
    said = lastSaid(ticks(alone, LONG));
    assertThat(said.lost()).isTrue();
    assertThat(said.sentence()).contains("n3 started again and forgot it, n1 and n2 not heard");
  }

  @Test
  void whereAMemberIsHeardTheOthersAreNotJudgedByTheirSilence() {
    List<Effect> effects = new ArrayList<>();
    for (int i = 0; i < LONG; i++) {
      effects.addAll(n3.on(heard(N1, THREE, null)));
      effects.addAll(ticks(n3, 1));
    }
    assertThat(of(effects, Effect.Waiting.class)).noneMatch(Effect.Waiting::lost);
    effects = n3.on(forgot(N2.nextLife(), "c1"));
    assertThat(lastSaid(effects).lost()).as("n1 is left alone").isTrue();
  }

  @Test
  void noOtherClusterIsJoinedButOneThatWasMadeOfItsOwn() {
    Membership stranger = cluster("c9", N1, N3_AGAIN);
    assertThat(of(n3.on(heard(N1, stranger, null)), Effect.Refused.class)).hasSize(1);
    assertThat(of(ticks(n3, 8), Effect.AskToBeAdded.class)).isEmpty();
    Membership next = cluster(Lineage.of("c1").recovered(new Random(1)).clusterId(), N2, N3_AGAIN);
    assertThat(of(n3.on(heard(N2, next, null)), Effect.Persist.class))
        .containsExactly(new Effect.Persist(next));
  }

  @Test
  void aNewClusterComesAfterEveryOneThatAnybodyRemembers() {
    Formation anew = again(THREE, true);
    List<Effect> effects = new ArrayList<>(ticks(anew, 2));
    effects.addAll(anew.on(forgot(N2.nextLife(), "c1+4-77")));
    effects.addAll(anew.on(forgot(N4.nextLife(), "c9+8-77")));
    assertThat(of(effects, Effect.Persist.class)).as("listens first").isEmpty();
    effects = ticks(anew, LONG);
    Membership made = of(effects, Effect.Persist.class).get(0).membership();
    assertThat(made.members()).containsExactly(new Member(N3_AGAIN, at(N3), true));
    assertThat(Lineage.of(made.clusterId()).recoveries()).isEqualTo(5);
    assertThat(Lineage.of(made.clusterId()).comesOf(Lineage.of("c1"))).isTrue();
    assertThat(of(anew.on(new Input.Persisted(made)), Effect.Formed.class)).hasSize(1);
    assertThat(made.initialFor(N3_AGAIN).voters()).containsExactly(N3_AGAIN);
  }

  @Test
  void noNewClusterIsMadeWhileTheFormerOneLivesOrAnotherNodeMakesOne() {
    Formation anew = again(THREE, true);
    List<Effect> effects = new ArrayList<>(anew.on(heard(N1, THREE, null)));
    effects.addAll(ticks(anew, LONG));
    assertThat(of(effects, Effect.GiveUp.class))
        .singleElement()
        .matches(end -> end.sentence().contains("leave --new-cluster out"));
    assertThat(of(effects, Effect.Persist.class)).isEmpty();

    Formation second = again(THREE, true);
    effects = new ArrayList<>(second.on(heard(N2.nextLife(), null, new Hello.Past("c1", true))));
    effects.addAll(ticks(second, LONG));
    assertThat(of(effects, Effect.GiveUp.class))
        .singleElement()
        .matches(end -> end.sentence().contains("were both started with --new-cluster"));
    assertThat(of(effects, Effect.Persist.class)).isEmpty();
  }

  /** Of the peers that form a cluster, all must be new: what one forgot is no memory of nothing. */
  @Test
  void aFounderCountsNobodyWhoHasForgottenACluster() {
    TreeMap<String, String> peers = new TreeMap<>();
    List.of(N1, N2).forEach(one -> peers.put(one.name(), at(one)));
    Formation founder =
        new Formation(
            new Setup(N1, at(N1), TERMS, peers, List.of(), 0, Setup.Past.NONE),
            Optional.empty(),
            new Random(5));
    List<Effect> effects = new ArrayList<>();
    for (long echo = 0; echo < 3; echo++) {
      Hello hello =
          new Hello(
              N2, at(N2), TERMS, peers, 7, founder.challenge(), null, new Hello.Past("c1", false));
      effects.addAll(founder.on(new Input.Heard(hello)));
    }
    assertThat(of(effects, Effect.Persist.class)).isEmpty();
    assertThat(of(effects, Effect.Refused.class)).hasSize(1);
  }
}
