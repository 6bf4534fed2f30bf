package conclave.raft.proposer;

import conclave.raft.RaftSettings;
import conclave.raft.log.NodeId;
import conclave.raft.members.MembershipRules;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When a learner becomes a voter: once it keeps up (Ongaro's dissertation, section 4.2.1). The log
 * goes to it in rounds, each up to where the log ended when the round began; a round that took no
 * longer than a shortest election time-out shows that the next one would cost the cluster no more
 * than an election does.
 *
 * <p>A round begins after the entry that made the node a member, so a learner that keeps up knows
 * that it is one, durably, and votes when it is asked.
 *
 * <p>A leader may be a learner itself: of a voter that was taken out and added again, the log may
 * end with both while it knows of neither as committed, and then it may be elected.
 */
final class Promotion {

  private record Round(long end, long beganNanos) {}

  private final Followers followers;
  private final RaftSettings settings;
  private final Map<NodeId, Round> rounds = new HashMap<>();

  Promotion(Followers followers, RaftSettings settings) {
    this.followers = followers;
    this.settings = settings;
  }

  /**
   * Looks at each learner, with each heartbeat.
   *
   * @param last where the log ends
   * @return the first that keeps up, where one more voter may be and a majority would answer then
   */
  Optional<NodeId> atHeartbeat(long last, long nowNanos) {
    rounds.keySet().retainAll(followers.configuration().learners());
    Optional<NodeId> ready = Optional.empty();
    for (NodeId learner : followers.configuration().learners()) {
      if (keepsUp(learner, last, nowNanos) && ready.isEmpty()) {
        ready = Optional.of(learner).filter(this::mayVote);
      }
    }
    return ready;
  }

  private boolean keepsUp(NodeId learner, long last, long nowNanos) {
    if (followers.isLeader(learner)) {
      return true;
    }
    Round round = rounds.computeIfAbsent(learner, first -> new Round(last, nowNanos));
    if (round.beganNanos() == nowNanos || followers.match(learner) < round.end()) {
      return false;
    }
    rounds.put(learner, new Round(last, nowNanos));
    return nowNanos - round.beganNanos() <= settings.electionMinNanos() && followers.isFit(learner);
  }

  private boolean mayVote(NodeId learner) {
    return MembershipRules.promoted(followers.configuration(), learner)
        .filter(next -> followers.obstacle(next).isEmpty())
        .isPresent();
  }
}
