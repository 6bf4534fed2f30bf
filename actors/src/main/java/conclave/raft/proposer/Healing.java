package conclave.raft.proposer;

import conclave.raft.RaftSettings;
import conclave.raft.log.NodeId;
import java.util.Optional;

/**
 * When a leader should begin another term for the sake of a member whose memory was damaged: that
 * one is trusted again only in a term above all that it remembers (law L6), and under a leader that
 * stays, such a term might never begin. Until then it is a voter that does not count, and the
 * cluster stands one failure nearer to standing still.
 *
 * <pre>
 *   its answers do not count, for an election time-out
 *   it has an entry of this term, which is committed  --> this term alone does not heal it
 *   a majority answers without it                     --> the leader will be elected again
 *   this leadership has lasted for a while            --> another term
 * </pre>
 *
 * <p>So a member that is damaged again and again costs an election each {@link #AT_LEAST} longest
 * election time-outs at most.
 */
final class Healing {

  private static final int AT_LEAST = 5;

  private final Followers followers;
  private final RaftSettings settings;
  private final long beganNanos;

  Healing(Followers followers, RaftSettings settings, long beganNanos) {
    this.followers = followers;
    this.settings = settings;
    this.beganNanos = beganNanos;
  }

  /**
   * Looks at each member, with each heartbeat.
   *
   * @param proven where the first entry of this term stands, which is committed
   * @return whoever needs another term
   */
  Optional<NodeId> atHeartbeat(long proven, long nowNanos) {
    if (nowNanos - beganNanos < AT_LEAST * settings.electionMaxNanos()) {
      return Optional.empty();
    }
    long patience = settings.electionMinNanos() / settings.heartbeatNanos();
    return followers
        .first(peer -> peer.suspectBeats() > patience && peer.suspectMatch() >= proven)
        .filter(suspect -> followers.obstacle(followers.configuration()).isEmpty());
  }
}
