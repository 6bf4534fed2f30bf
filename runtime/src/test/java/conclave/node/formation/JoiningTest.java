package conclave.node.formation;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.formation.Membership.Member;
import conclave.node.member.wish.Seen;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A node that joins a running cluster, and what the members do about it. */
class JoiningTest {

  private static final NodeId N1 = new NodeId("n1", 1);
  private static final NodeId N2 = new NodeId("n2", 2);
  private static final NodeId N4 = new NodeId("n4", 4);
  private static final int PATIENCE = 20;

  private final Formation joins =
      new Formation(
          new Setup(
              N4, "h4:1", terms(1), new TreeMap<>(), List.of("h1:1"), PATIENCE, Setup.Past.NONE),
          Optional.empty(),
          new Random(3));
  private final Formation member =
      new Formation(
          new Setup(N1, "h1:1", terms(1), new TreeMap<>(), List.of(), 0, Setup.Past.NONE),
          Optional.of(cluster(N1, N2)),
          new Random(4));

  private static Terms terms(int protocol) {
    return new Terms(protocol, protocol, new TreeMap<>(Map.of("conclave.durability", "FSYNC")));
  }

  private static Membership cluster(NodeId... nodes) {
    return new Membership(
        "c1",
        List.of(nodes).stream()
            .map(id -> new Member(id, "h" + id.incarnation() + ":1", id.incarnation() < 3))
            .toList(),
        founders());
  }

  private static Configuration founders() {
    return Configuration.of(N1, N2);
  }

  private static Input formed(NodeId sender, int protocol, Membership membership) {
    String address = "h" + sender.incarnation() + ":1";
    return new Input.Heard(
        new Hello(sender, address, terms(protocol), new TreeMap<>(), 5, 0, membership, null));
  }

  private static Input empty(NodeId sender, String address, long echo) {
    return new Input.Heard(
        new Hello(
            sender, address, terms(1), new TreeMap<>(), sender.incarnation(), echo, null, null));
  }

  private static <T extends Effect> List<T> all(Class<T> kind, List<Effect> effects) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private List<Effect> ticks(int count) {
    List<Effect> effects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      effects.addAll(joins.on(new Input.Tick()));
    }
    return effects;
  }

  @Test
  void itAsksAMemberAgainAndAgainUntilItIsListed() {
    joins.on(new Input.Tick());
    joins.on(formed(N1, 1, cluster(N1, N2)));
    List<Effect> asked = ticks(8);
    assertThat(all(Effect.AskToBeAdded.class, asked))
        .containsExactly(new Effect.AskToBeAdded("h1:1"), new Effect.AskToBeAdded("h1:1"));
    assertThat(all(Effect.SendHello.class, asked))
        .as("the one that was given may go away")
        .extracting(Effect.SendHello::address)
        .contains("h1:1", "h2:1");
    Membership added = cluster(N1, N2, N4);
    assertThat(joins.on(formed(N2, 1, added))).contains(new Effect.Persist(added));
    assertThat(joins.on(new Input.Persisted(added))).contains(new Effect.Formed(added));
    assertThat(added.initialFor(N4)).isEqualTo(Configuration.EMPTY);
    assertThat(added.initialFor(N2)).isEqualTo(founders());
  }

  @Test
  void itSaysWhatTheClusterAnswers() {
    joins.on(formed(N1, 1, cluster(N1, N2)));
    List<Effect> told =
        joins.on(new Input.Answered(false, "another change is under way: n3 joins"));
    assertThat(told)
        .containsExactly(
            new Effect.Waiting(
                false, "waits to be added to cluster c1: another change is under way: n3 joins"));
  }

  @Test
  void whoIsRefusedGivesUpAtOnceAndSaysWhy() {
    joins.on(formed(N1, 1, cluster(N1, N2)));
    assertThat(joins.on(new Input.Answered(true, "the name n4 is taken")))
        .contains(new Effect.GiveUp("node n4 cannot join: the name n4 is taken"));
    assertThat(all(Effect.GiveUp.class, ticks(2 * PATIENCE))).as("said once").isEmpty();
  }

  @Test
  void anotherProtocolIsAReasonToGiveUp() {
    assertThat(all(Effect.GiveUp.class, joins.on(formed(N1, 2, cluster(N1, N2)))))
        .containsExactly(
            new Effect.GiveUp(
                "node n4 cannot join: n1#1 at h1:1: it speaks protocol versions 2 to 2, this node 1"
                    + " to 1"));
  }

  @Test
  void aWrongAddressIsNamedWhenTimeIsUp() {
    assertThat(all(Effect.GiveUp.class, ticks(PATIENCE))).isEmpty();
    assertThat(all(Effect.GiveUp.class, ticks(1)))
        .containsExactly(
            new Effect.GiveUp(
                "node n4 did not become a member within conclave.node.join-timeout: it waits for an"
                    + " answer from the cluster at h1:1"));
  }

  @Test
  void anAddressOfANodeInNoClusterIsNamedToo() {
    joins.on(empty(new NodeId("n9", 9), "h1:1", 0));
    assertThat(all(Effect.GiveUp.class, ticks(PATIENCE + 1)))
        .singleElement()
        .satisfies(
            gaveUp ->
                assertThat(gaveUp.sentence()).contains("waits for n9 at h1:1, which is in no"));
  }

  /** What was said before the question may be the word of one that was killed since. */
  @Test
  void aMemberKnowsWhoAnswersAtAnAddress() {
    member.on(new Input.Tick());
    member.on(empty(new NodeId("n4", 3), "h4:1", member.challenge()));
    List<Effect> sought = member.on(new Input.Sought("h4:1"));
    assertThat(all(Effect.SendHello.class, sought))
        .extracting(Effect.SendHello::address)
        .containsExactly("h4:1");
    long asked = all(Effect.SendHello.class, sought).get(0).hello().challenge();
    assertThat(member.challenge()).as("a new question, which is answered").isEqualTo(asked);
    assertThat(member.seen("n4", "h4:1", asked)).isEmpty();
    member.on(empty(N4, "h4:1", asked));
    assertThat(member.seen("n4", "h4:1", asked)).contains(new Seen(N4, true));
    assertThat(member.seen("n4", "h9:1", asked)).isEmpty();
    member.on(new Input.Sought("h4:1"));
    assertThat(member.seen("n4", "h4:1", asked)).as("asked again").contains(new Seen(N4, true));
    assertThat(member.seen("n4", "h4:1", member.challenge())).isEmpty();
    assertThat(member.seen("n1", "h1:1", asked)).contains(new Seen(N1, false));
  }

  @Test
  void otherMembersAreWrittenDownAndToldOnce() {
    member.on(new Input.Tick());
    Membership more = cluster(N1, N2, N4);
    assertThat(member.on(new Input.Changed(more))).containsExactly(new Effect.Persist(more));
    assertThat(member.on(new Input.Changed(more))).as("the same again").isEmpty();
    List<Effect> durable = member.on(new Input.Persisted(more));
    assertThat(durable).contains(new Effect.Renewed(more));
    assertThat(all(Effect.SendHello.class, durable))
        .extracting(Effect.SendHello::address)
        .contains("h4:1");
  }

  /** What a member says of itself is newer than what the log says. */
  @Test
  void aMoveOutlivesAnOlderWordOfTheLog() {
    member.on(
        new Input.Heard(
            new Hello(N2, "new:2", terms(1), new TreeMap<>(), 7, 0, cluster(N1, N2), null)));
    member.on(new Input.Persisted(cluster(N1, N2).movedTo(N2, "new:2")));
    Membership more = cluster(N1, N2, N4);
    assertThat(member.on(new Input.Changed(more)))
        .containsExactly(new Effect.Persist(more.movedTo(N2, "new:2")));
  }

  @Test
  void whoWasRemovedWhileItWasAwayIsReachedToBeTold() {
    NodeId removed = new NodeId("n7", 7);
    assertThat(all(Effect.Moved.class, member.on(formed(removed, 1, cluster(N1, N2, removed)))))
        .containsExactly(new Effect.Moved(removed, "h7:1"));
    assertThat(all(Effect.Moved.class, member.on(formed(removed, 1, cluster(N1, N2, removed)))))
        .isEmpty();
  }
}
