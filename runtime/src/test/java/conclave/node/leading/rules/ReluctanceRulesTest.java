package conclave.node.leading.rules;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.leading.rules.View.Peer;
import conclave.node.leading.rules.View.Seat;
import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Whoever would hand a group over at once does not campaign for it while others may. */
class ReluctanceRulesTest {

  private static final NodeId N1 = new NodeId("n1", 1);
  private static final NodeId N2 = new NodeId("n2", 2);
  private static final NodeId N3 = new NodeId("n3", 3);

  private static Predicate<String> reluctance(boolean abdicates, boolean sick, Peer... peers) {
    LeadingRules.Settings settings = new LeadingRules.Settings(abdicates, true, 1, 1);
    List<Seat> seats =
        List.of(
            new Seat("p0", Optional.empty(), Set.of(N1, N2)),
            new Seat("p1", Optional.of(N3), Set.of(N1, N3)));
    return new LeadingRules(N1, settings).reluctance(new View(sick, 100, List.of(peers), seats));
  }

  private static boolean reluctant(String group, Peer... peers) {
    return reluctance(true, false, peers).test(group);
  }

  @Test
  void aWellNodeCampaignsLikeAnyOther() {
    assertThat(reluctant("p0")).isFalse();
    assertThat(reluctant("p0", new Peer(N2, true, 100))).isFalse();
    assertThat(reluctant("p0", new Peer(N2, true, 99))).isFalse();
  }

  @Test
  void aSickNodeIsReluctantForAllGroupsUnlessItMayNotAbdicate() {
    assertThat(reluctance(true, true)).accepts("p0", "p1", "p2");
    assertThat(reluctance(false, true)).rejects("p0", "p1", "p2");
  }

  @Test
  void aVoterOfAHigherPriorityGoesFirstWhileItIsWell() {
    assertThat(reluctant("p0", new Peer(N2, true, 101))).isTrue();
    assertThat(reluctant("p0", new Peer(N2, false, 101))).isFalse();
  }

  @Test
  void whoeverIsNoVoterOfAGroupGoesFirstInNone() {
    assertThat(reluctant("p1", new Peer(N2, true, 101))).isFalse();
    assertThat(reluctant("p0", new Peer(N3, true, 101))).isFalse();
    assertThat(reluctant("p2", new Peer(N2, true, 101))).as("of which nothing is known").isFalse();
  }
}
