package conclave.raft.members;

import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change.Outcome;
import conclave.raft.members.Change.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which configuration may follow which. Of two that follow each other, at most one voter differs,
 * so that each majority of the one has a member in each majority of the other (Ongaro's
 * dissertation, section 4.1).
 *
 * <pre>
 *   nobody --Add--> learner --keeps up, and there is room--> voter
 *     ^                |                                       |
 *     `---- Remove ----+---------------------------------------'
 * </pre>
 *
 * <p>There is no way from voter to learner: a learner that keeps up becomes a voter by itself, so
 * it would be one again in a moment. A member on another directory is somebody else: the former
 * identity is removed first, then the new one added. The dead one counts in the majority all the
 * same, so to remove it first never costs anything; to add first would make the majority larger.
 */
public final class MembershipRules {

  /** More voters make every commit slower and hardly anything safer; who is beyond them learns. */
  public static final int MAX_VOTERS = 5;

  /** When a change may begin; apart from the rest, so that a test can break it. */
  @FunctionalInterface
  public interface Ripeness {

    /** As the law says. */
    Ripeness SOUND = (settled, proven) -> settled && proven;

    /**
     * @param settled the latest configuration is committed
     * @param proven an entry of the leader's own term is
     */
    boolean isRipe(boolean settled, boolean proven);
  }

  private MembershipRules() {}

  /** Where a wish leads. */
  public sealed interface Verdict {

    /** This configuration shall be next. */
    record Next(Configuration configuration) implements Verdict {}

    /** Everything is as wished, or must not become so. */
    record Settled(Outcome outcome) implements Verdict {}
  }

  /** What {@code wish} makes of the configuration {@code now}. */
  public static Verdict judge(Configuration now, Change wish) {
    if (wish instanceof Change.Add add) {
      return add(now, add.node());
    }
    Optional<NodeId> leaving =
        wish instanceof Change.Remove remove
            ? Optional.of(remove.node()).filter(now::contains)
            : named(now, ((Change.RemoveNamed) wish).name());
    return leaving
        .map(node -> remove(now, node))
        .orElse(new Verdict.Settled(new Outcome.Done(now)));
  }

  private static Verdict add(Configuration now, NodeId node) {
    if (now.contains(node)) {
      return new Verdict.Settled(new Outcome.Done(now));
    }
    Optional<NodeId> namesake = named(now, node.name());
    if (namesake.isPresent()) {
      return refused(
          Reason.NAME_TAKEN,
          "%s cannot be added while %s is a member: remove %s first"
              .formatted(node, namesake.get(), node.name()));
    }
    List<NodeId> learners = new ArrayList<>(now.learners());
    learners.add(node);
    return new Verdict.Next(new Configuration(now.voters(), learners));
  }

  private static Verdict remove(Configuration now, NodeId node) {
    if (now.voters().equals(List.of(node))) {
      return refused(
          Reason.LAST_VOTER, "%s is the last voter and cannot be removed".formatted(node.name()));
    }
    return new Verdict.Next(
        new Configuration(without(now.voters(), node), without(now.learners(), node)));
  }

  private static Verdict refused(Reason reason, String sentence) {
    return new Verdict.Settled(new Outcome.Refused(reason, sentence));
  }

  /** That learner votes from then on; empty where it is none, or where there is no room. */
  public static Optional<Configuration> promoted(Configuration now, NodeId learner) {
    if (!now.learners().contains(learner) || now.voters().size() >= MAX_VOTERS) {
      return Optional.empty();
    }
    List<NodeId> voters = new ArrayList<>(now.voters());
    voters.add(learner);
    return Optional.of(new Configuration(voters, without(now.learners(), learner)));
  }

  private static Optional<NodeId> named(Configuration now, String name) {
    return now.members().filter(node -> node.name().equals(name)).findFirst();
  }

  private static List<NodeId> without(List<NodeId> nodes, NodeId one) {
    return nodes.stream().filter(node -> !node.equals(one)).toList();
  }
}
