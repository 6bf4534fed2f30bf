package conclave.raft.members;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.raft.members.MembershipRules.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is wished in whatever order, majorities meet and names are unique. */
final class MembershipRulesTest {

  private static final int STEPS = 20_000;

  private final Random random = new Random(11);
  private int changes;
  private int refusals;
  private int promotions;

  @Test
  void everyMajorityMeetsEveryMajorityOfTheNext() {
    Configuration now = Configuration.of(new NodeId("n1", 1), new NodeId("n2", 1));
    for (int i = 0; i < STEPS; i++) {
      Configuration next = step(now);
      requireMeeting(now, next);
      requireSound(next);
      now = next;
    }
    System.out.printf(
        "%d wishes: %d changes, %d promotions, %d refusals%n",
        STEPS, changes, promotions, refusals);
    assertThat(List.of(changes, promotions, refusals)).allMatch(count -> count > STEPS / 50);
  }

  private Configuration step(Configuration now) {
    NodeId node = new NodeId("n" + (1 + random.nextInt(8)), 1 + random.nextInt(2));
    if (random.nextInt(3) == 0) {
      Optional<Configuration> promoted = MembershipRules.promoted(now, node);
      promotions += promoted.isPresent() ? 1 : 0;
      return promoted.orElse(now);
    }
    List<Change> wishes =
        List.of(
            new Change.Add(node),
            new Change.Add(node),
            new Change.Remove(node),
            new Change.RemoveNamed(node.name()));
    Verdict verdict = MembershipRules.judge(now, wishes.get(random.nextInt(wishes.size())));
    if (verdict instanceof Verdict.Next next) {
      changes++;
      return next.configuration();
    }
    refusals += ((Verdict.Settled) verdict).outcome() instanceof Change.Outcome.Refused ? 1 : 0;
    return now;
  }

  /** By trying all: no majority of the one is without a member of each majority of the other. */
  private static void requireMeeting(Configuration now, Configuration next) {
    for (List<NodeId> one : majorities(now)) {
      List<NodeId> rest = next.voters().stream().filter(node -> !one.contains(node)).toList();
      assertThat(rest.size())
          .as("%s, then %s, with a majority %s of the first", now, next, one)
          .isLessThan(next.majority());
    }
  }

  private static List<List<NodeId>> majorities(Configuration configuration) {
    List<NodeId> voters = configuration.voters();
    List<List<NodeId>> found = new ArrayList<>();
    for (int bits = 0; bits < 1 << voters.size(); bits++) {
      if (Integer.bitCount(bits) == configuration.majority()) {
        List<NodeId> some = new ArrayList<>();
        for (int i = 0; i < voters.size(); i++) {
          if ((bits & 1 << i) != 0) {
            some.add(voters.get(i));
          }
        }
        found.add(some);
      }
    }
    return found;
  }

  private static void requireSound(Configuration next) {
    List<String> names = next.members().map(NodeId::name).toList();
    assertThat(names).as("two identities of one name").doesNotHaveDuplicates();
    assertThat(next.voters()).isNotEmpty().hasSizeLessThanOrEqualTo(MembershipRules.MAX_VOTERS);
  }
}
