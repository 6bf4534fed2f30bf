package conclave.node.memory;

import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * That no majority of a cluster can be left whose nodes keep no log. A node that ended has
 * forgotten all; one that is silent may have ended, or be cut off: nobody can tell these apart, so
 * the sentence says which it is.
 */
public final class LostMajority {

  /** The word for it, for programs. */
  public static final String WORD = "lost_majority";

  /** Further members are learners; which ones, only the log said. */
  private static final int MAX_VOTERS = 5;

  private LostMajority() {}

  /**
   * Whether it is so, as a sentence; empty where enough members may be alive, whichever of them
   * vote.
   *
   * @param known the members as they were last heard of
   * @param forgot who started again and knows nothing
   * @param silent who was not heard for long
   */
  public static Optional<String> of(
      Membership known, Predicate<NodeId> forgot, Predicate<NodeId> silent) {
    List<NodeId> members = known.members().stream().map(Member::id).toList();
    List<NodeId> empty = members.stream().filter(forgot).toList();
    List<NodeId> unheard =
        members.stream().filter(node -> !forgot.test(node)).filter(silent).toList();
    int left = members.size() - empty.size() - unheard.size();
    int majority = Math.min(members.size(), MAX_VOTERS) / 2 + 1;
    return left >= majority
        ? Optional.empty()
        : Optional.of(
            "cluster %s has lost its majority: %s; no node keeps its log on disk, so what it held is gone: see who still runs, stop it, and start one node with --new-cluster"
                .formatted(known.clusterId(), reasons(empty, unheard)));
  }

  private static String reasons(List<NodeId> empty, List<NodeId> unheard) {
    return Stream.of(
            empty.isEmpty() ? "" : names(empty) + " started again and forgot it",
            unheard.isEmpty() ? "" : names(unheard) + " not heard")
        .filter(reason -> !reason.isEmpty())
        .reduce((one, other) -> one + ", " + other)
        .orElse("nobody is in it");
  }

  private static String names(List<NodeId> nodes) {
    return nodes.stream()
        .map(NodeId::name)
        .reduce((one, other) -> one + " and " + other)
        .orElseThrow();
  }
}
