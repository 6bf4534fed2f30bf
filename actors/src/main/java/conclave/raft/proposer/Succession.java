package conclave.raft.proposer;

import conclave.raft.AcceptorEffects.StartLeadership;
import conclave.raft.RaftSettings;
import conclave.raft.log.NodeId;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who shall lead next, while the leadership is being handed over (Ongaro's dissertation, section
 * 3.10): a voter that answers, and for an election time-out at most. Meanwhile the leader takes
 * nothing new, so whoever is not nearly up to date is no successor.
 */
final class Succession {

  private final StartLeadership start;
  private final RaftSettings settings;
  private final Map<NodeId, Progress> peers;
  private NodeId successor;
  private long untilNanos;

  Succession(StartLeadership start, RaftSettings settings, Map<NodeId, Progress> peers) {
    this.start = start;
    this.settings = settings;
    this.peers = peers;
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
        start.configuration().voters().stream()
            .filter(voter -> to.map(voter.name()::equals).orElse(true))
            .filter(this::isFit)
            .max(Comparator.comparingLong(voter -> peers.get(voter).match()));
    if (heir.isEmpty()) {
      return Optional.of("no other voter answers %s".formatted(start.self().name()));
    }
    successor = heir.get();
    untilNanos = nowNanos + settings.electionMaxNanos();
    return Optional.empty();
  }

  private Optional<String> obstacle(String name) {
    NodeId voter = named(start.configuration().voters(), name);
    if (voter == null) {
      return Optional.of(
          named(start.configuration().learners(), name) != null
              ? name + " is a learner and does not vote"
              : "%s is no member; the voters are %s".formatted(name, voters()));
    }
    if (!answers(voter)) {
      return Optional.of("%s does not answer %s".formatted(name, start.self().name()));
    }
    return isFit(voter)
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
    return start.configuration().voters().stream()
        .map(NodeId::name)
        .collect(Collectors.joining(", "));
  }

  private boolean isFit(NodeId voter) {
    return answers(voter) && peers.get(voter).state() != Progress.State.SNAPSHOT;
  }

  /** Silence for a shortest election time-out is what a follower takes for death, too. */
  private boolean answers(NodeId voter) {
    Progress progress = peers.get(voter);
    return progress != null
        && progress.silentBeats() <= settings.electionMinNanos() / settings.heartbeatNanos();
  }

  boolean waitsFor(NodeId peer) {
    return peer.equals(successor);
  }

  /** The successor, once it has everything up to {@code last} durably. */
  Optional<NodeId> ready(long last) {
    return Optional.ofNullable(successor).filter(heir -> peers.get(heir).match() >= last);
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
