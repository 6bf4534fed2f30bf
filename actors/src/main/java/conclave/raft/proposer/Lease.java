package conclave.raft.proposer;

import conclave.raft.RaftSettings;

/**
 * Until when this leadership may take for granted that nobody else has been elected: then a read
 * needs no round of its own.
 *
 * <pre>
 *   sent(round) ........ a majority has promised to be loyal after that round --> held
 *      |-------- election-timeout-min x (1 - drift bound) - margin --------|
 *      |                                                                   over
 *   the earliest that anybody of that majority can have heard it
 * </pre>
 *
 * <p>It counts from when the round was <em>sent</em>: when it was answered, the promises of those
 * who answered are a while old. Whoever breaks a promise by the leader's own wish is not kept by a
 * lease, so it is suspended before a handover is told to anybody, until no successor of that
 * handover can be elected any more: an entry that it had not has been committed.
 */
final class Lease {

  private final boolean enabled;
  private final long lengthNanos;
  private final RoundTimes promised;
  private long resumesAt;

  Lease(RaftSettings settings) {
    this.enabled = settings.lease().enabled();
    this.lengthNanos = settings.leaseNanos();
    this.promised = new RoundTimes(lengthNanos);
  }

  /** A round is about to be sent. */
  void sending(long round, long nowNanos) {
    if (enabled) {
      promised.sending(round, nowNanos);
    }
  }

  /** A majority of the voters is loyal since it heard {@code round}, or a later one. */
  void proven(long round) {
    promised.answered(round);
  }

  /** A successor is about to be named. */
  void suspend() {
    resumesAt = Long.MAX_VALUE;
  }

  /** No successor is named any more, and {@code index} is what none of them had. */
  void resumeAt(long index) {
    resumesAt = index;
  }

  /**
   * Whether a read may be answered at {@code commit}. It has to have arrived before the clock was
   * read: a process may stand still at any moment, so that an earlier look says nothing.
   */
  boolean holds(long commit, long nowNanos) {
    boolean lasts = promised.isKnown() && nowNanos - promised.latestNanos() < lengthNanos;
    return lasts && commit >= resumesAt;
  }
}
