package conclave.raft.proposer;

import conclave.raft.RaftSettings;
import conclave.raft.log.NodeId;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who shall lead next, while the leadership is being handed over (Ongaro's dissertation, section
 * 3.10): a voter that answers, and for an election time-out at most. Meanwhile the leader takes
 * nothing new, so whoever is not nearly up to date is no successor.
 */
final class Succession {

  private final NodeId self;
  private final RaftSettings settings;
  private final Followers followers;
  private NodeId successor;
  private long untilNanos;

  Succession(NodeId self, RaftSettings settings, Followers followers) {
    this.self = self;
    this.settings = settings;
    this.followers = followers;
  }

  /**
   * Chooses a successor.
   *
   * @param to its name, or empty for the most up to date
   * @return a sentence where there is none
   */
  Optional<String> begin(Optional<String> to, long nowNanos) {
    Optional<String> obstacle = to.isPresent() ? obstacle(to.get()) : Optional.empty();
    if (obstacle.isPresent()) {
      return obstacle;
    }
    Optional<NodeId> heir =
        followers.configuration().voters().stream()
            .filter(voter -> to.map(voter.name()::equals).orElse(true))
            .filter(followers::isFit)
            .max(Comparator.comparingLong(followers::match));
    if (heir.isEmpty()) {
      return Optional.of("no other voter answers %s".formatted(self.name()));
    }
    successor = heir.get();
    untilNanos = nowNanos + settings.electionMaxNanos();
    return Optional.empty();
  }

  private Optional<String> obstacle(String name) {
    NodeId voter = named(followers.configuration().voters(), name);
    if (voter == null) {
      return Optional.of(
          named(followers.configuration().learners(), name) != null
              ? name + " is a learner and does not vote"
              : "%s is no member; the voters are %s".formatted(name, voters()));
    }
    if (!followers.answers(voter)) {
      return Optional.of("%s does not answer %s".formatted(name, self.name()));
    }
    return followers.isFit(voter)
        ? Optional.empty()
        : Optional.of(name + " is far behind: it is being sent a snapshot");
  }

  private static NodeId named(Iterable<NodeId> nodes, String name) {
    for (NodeId node : nodes) {
      if (node.name().equals(name)) {
        return node;
      }
    }
    return null;
  }

  private String voters() {
    return followers.configuration().voters().stream()
        .map(NodeId::name)
        .collect(Collectors.joining(", "));
  }

  boolean waitsFor(NodeId peer) {
    return peer.equals(successor);
  }

  /** The successor, once it has everything up to {@code last} durably. */
  Optional<NodeId> ready(long last) {
    return Optional.ofNullable(successor).filter(heir -> followers.match(heir) >= last);
  }

  boolean isOverdue(long nowNanos) {
    return successor != null && nowNanos - untilNanos >= 0;
  }

  /** This leadership goes on; returns a sentence. */
  String giveUp() {
    String name = successor.name();
    successor = null;
    return "%s did not take over within %d ms"
        .formatted(name, settings.electionMaxNanos() / 1_000_000);
  }
}
