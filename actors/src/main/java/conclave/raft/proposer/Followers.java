package conclave.raft.proposer;

import conclave.raft.AcceptorEffects.StartLeadership;
import conclave.raft.RaftSettings;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.RaftLog;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The others in the group as the leadership knows them, by the latest configuration in its part of
 * the log, committed or not (law L11). Whoever a configuration takes out hears nothing more, not
 * even of that.
 */
final class Followers {

  private final NodeId self;
  private final RaftSettings settings;
  private final RaftLog recent;
  private final Map<NodeId, Progress> progress = new LinkedHashMap<>();
  private long since = -1;

  /**
   * @param recent what the leadership remembers of the log; its owner appends to it
   */
  Followers(StartLeadership start, RaftSettings settings, RaftLog recent) {
    this.self = start.self();
    this.settings = settings;
    this.recent = recent;
    follow(start.opening().previous());
  }

  Configuration configuration() {
    return recent.configuration();
  }

  /** Where the latest configuration stands; the base of the recent log, where it is older. */
  long configurationIndex() {
    return recent.configurationIndex();
  }

  /**
   * Entries were appended after {@code previous}, perhaps a configuration among them; whoever is
   * new is looked for there.
   */
  void follow(EntryId previous) {
    if (recent.configurationIndex() == since) {
      return;
    }
    since = recent.configurationIndex();
    progress.keySet().removeIf(node -> !configuration().contains(node));
    for (NodeId peer : configuration().peersOf(self)) {
      progress.computeIfAbsent(peer, added -> new Progress(previous));
    }
  }

  /** Of nobody who is no member. */
  Optional<Progress> of(NodeId peer) {
    return Optional.ofNullable(progress.get(peer));
  }

  void forEach(BiConsumer<NodeId, Progress> action) {
    progress.forEach(action);
  }

  Optional<NodeId> first(Predicate<Progress> wanted) {
    return progress.entrySet().stream()
        .filter(peer -> wanted.test(peer.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** What {@code peer} has durably, as far as is known; 0 where unknown. */
  long match(NodeId peer) {
    return of(peer).map(Progress::match).orElse(0L);
  }

  /** The latest round that a majority has reached in that way, the leader being at {@code own}. */
  long reached(ToLongFunction<Progress> round, long own) {
    return Quorum.reached(
        configuration(),
        node -> isLeader(node) ? own : of(node).map(round::applyAsLong).orElse(0L));
  }

  boolean isLeader(NodeId member) {
    return member.equals(self);
  }

  /** Silence for a shortest election time-out is what a follower takes for death, too. */
  boolean answers(NodeId peer) {
    return of(peer)
        .filter(p -> p.silentBeats() <= settings.electionMinNanos() / settings.heartbeatNanos())
        .isPresent();
  }

  /** Answers, and is not so far behind that it is being sent a snapshot. */
  boolean isFit(NodeId peer) {
    return answers(peer) && of(peer).orElseThrow().state() != Progress.State.SNAPSHOT;
  }

  /** A sentence where no majority of those voters would answer now; the leader does by itself. */
  Optional<String> obstacle(Configuration next) {
    String silent =
        next.voters().stream()
            .filter(voter -> !voter.equals(self) && !answers(voter))
            .map(NodeId::name)
            .collect(Collectors.joining(", "));
    long answering =
        next.voters().stream().filter(voter -> voter.equals(self) || answers(voter)).count();
    return answering >= next.majority()
        ? Optional.empty()
        : Optional.of(
            "%d of %d voters would have to answer, and %s would not"
                .formatted(next.majority(), next.voters().size(), silent));
  }
}
