package conclave.node.formation;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an operator reads while a node waits, and why a node is refused. */
class WaitingTest {

  private static final SortedMap<String, String> PEERS =
      new TreeMap<>(Map.of("n1", "h1:1", "n2", "h2:1", "n3", "h3:1"));
  private static final NodeId N1 = new NodeId("n1", 0xa1);
  private static final NodeId N2 = new NodeId("n2", 0xa2);
  private static final NodeId N3 = new NodeId("n3", 0xa3);

  private final Formation n2 = node(PEERS, List.of(), Optional.empty());

  @Test
  void peersNotHeardAreListedWithTheirAddresses() {
    assertThat(waiting(n2.on(new Input.Tick())))
        .isEqualTo(
            "waits for all peers before a cluster is formed: not heard yet: n1 (h1:1), n3 (h3:1)");
    assertThat(waiting(n2.on(heard(empty(N1, PEERS, terms(1, "64"))))))
        .isEqualTo("waits for all peers before a cluster is formed: not heard yet: n3 (h3:1)");
    assertThat(waiting(n2.on(heard(empty(N3, PEERS, terms(1, "64"))))))
        .isEqualTo("all peers heard: waits for n1, the founder, to form the cluster");
  }

  @Test
  void anUnchangedSituationIsSaidOnce() {
    n2.on(new Input.Tick());
    assertThat(n2.on(new Input.Tick())).noneMatch(Effect.Waiting.class::isInstance);
  }

  @Test
  void aPeerThatFellSilentIsNamed() {
    n2.on(heard(empty(N1, PEERS, terms(1, "64"))));
    n2.on(heard(empty(N3, PEERS, terms(1, "64"))));
    String last = "";
    for (int i = 0; i < 6; i++) {
      n2.on(heard(empty(N1, PEERS, terms(1, "64"))));
      last = waiting(n2.on(new Input.Tick())) + last;
    }
    assertThat(last).contains("silent since: n3 (h3:1)").doesNotContain("n1 (h1:1)");
  }

  @Test
  void otherPeersListsAreRefused() {
    SortedMap<String, String> other = new TreeMap<>(PEERS);
    other.put("n3", "elsewhere:1");
    assertThat(refused(n2.on(heard(empty(N1, other, terms(1, "64"))))))
        .startsWith("n1#a1 at h1:1 was started with the peers {n1=h1:1")
        .contains("n3=elsewhere:1")
        .contains("this node with {n1=h1:1");
  }

  @Test
  void otherSettingsAndProtocolsAreRefused() {
    assertThat(refused(n2.on(heard(empty(N1, PEERS, terms(1, "32"))))))
        .isEqualTo("n1#a1 at h1:1: its setting conclave.groups is 32, here it is 64");
    assertThat(refused(n2.on(heard(empty(N3, PEERS, terms(2, "64"))))))
        .isEqualTo("n3#a3 at h3:1: it speaks protocol versions 2 to 2, this node 1 to 1");
  }

  @Test
  void aWipedNodeSaysThatItWaitsToBeAdded() {
    NodeId former = new NodeId("n2", 0xb2);
    Hello formed = formed(N1, membership("c1", N1, former, N3));
    assertThat(waiting(n2.on(heard(formed))))
        .isEqualTo(
            "waits to be added: cluster c1 of n1 knows n2 by another data directory"
                + " (n2#b2, this one is n2#a2); POST /api/v1/raft/members on a member to put this"
                + " one in its place");
  }

  @Test
  void aNodeThatJoinsSaysSo() {
    Formation joins = node(new TreeMap<>(), List.of("h1:1"), Optional.empty());
    assertThat(waiting(joins.on(new Input.Tick())))
        .isEqualTo("waits for an answer from the cluster at h1:1");
    assertThat(waiting(joins.on(heard(formed(N1, membership("c1", N1, N3))))))
        .isEqualTo("waits to be added to cluster c1 of n1, which does not list n2#a2");
    Membership added = membership("c1", N1, N2, N3);
    assertThat(joins.on(heard(formed(N1, added)))).contains(new Effect.Persist(added));
    assertThat(joins.on(new Input.Persisted(added))).contains(new Effect.Formed(added));
  }

  @Test
  void membersOfAnotherClusterAreRefused() {
    Formation member = node(PEERS, List.of(), Optional.of(membership("c1", N1, N2, N3)));
    assertThat(refused(member.on(heard(formed(N1, membership("c2", N1, N3))))))
        .isEqualTo("n1#a1 at h1:1 belongs to cluster c2, this node to cluster c1");
  }

  @Test
  void aMemberFoundAtAnotherAddressMoves() {
    Formation member = node(PEERS, List.of(), Optional.of(membership("c1", N1, N2, N3)));
    Hello moved =
        new Hello(N1, "new:1", terms(1, "64"), PEERS, 5, 0, membership("c1", N1, N2, N3), null);
    assertThat(member.on(heard(moved)))
        .contains(new Effect.Moved(N1, "new:1"))
        .anyMatch(Effect.Persist.class::isInstance);
  }

  /** What is being written is known already, though it does not count yet. */
  @Test
  void aMoveIsWrittenOnceHoweverOftenItIsSaid() {
    Formation member = node(PEERS, List.of(), Optional.of(membership("c1", N1, N2, N3)));
    Hello moved =
        new Hello(N1, "new:1", terms(1, "64"), PEERS, 5, 0, membership("c1", N1, N2, N3), null);
    Membership written = membership("c1", N1, N2, N3).movedTo(N1, "new:1");
    assertThat(member.on(heard(moved))).contains(new Effect.Persist(written));
    for (int i = 0; i < 3; i++) {
      assertThat(member.on(heard(moved))).isEmpty();
    }
    member.on(new Input.Persisted(written));
    assertThat(member.on(heard(moved))).isEmpty();
  }

  private static Formation node(
      SortedMap<String, String> peers, List<String> contacts, Optional<Membership> own) {
    Setup setup = new Setup(N2, "h2:1", terms(1, "64"), peers, contacts, 0, Setup.Past.NONE);
    return new Formation(setup, own, new Random(3));
  }

  private static Terms terms(int protocol, String groups) {
    return new Terms(protocol, protocol, new TreeMap<>(Map.of("conclave.groups", groups)));
  }

  private static Hello empty(NodeId sender, SortedMap<String, String> peers, Terms terms) {
    return new Hello(sender, PEERS.get(sender.name()), terms, peers, 5, 0, null, null);
  }

  private static Hello formed(NodeId sender, Membership membership) {
    String address = PEERS.get(sender.name());
    return new Hello(sender, address, terms(1, "64"), new TreeMap<>(), 5, 0, membership, null);
  }

  private static Membership membership(String clusterId, NodeId... nodes) {
    return new Membership(
        clusterId,
        List.of(nodes).stream()
            .map(id -> new Membership.Member(id, PEERS.get(id.name()), true))
            .toList());
  }

  private static Input heard(Hello hello) {
    return new Input.Heard(hello);
  }

  private static String waiting(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Waiting.class::isInstance)
        .map(effect -> ((Effect.Waiting) effect).sentence())
        .findFirst()
        .orElse("");
  }

  private static String refused(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Refused.class::isInstance)
        .map(effect -> ((Effect.Refused) effect).reason())
        .findFirst()
        .orElse("");
  }
}
