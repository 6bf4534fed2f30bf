package conclave.raft.voting;

import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.raft.log.RaftLog;
import java.util.function.LongSupplier;

/**
 * What this replica may do in its group, by the configurations in its own log.
 *
 * <p><b>Whom it votes for, it does not ask a configuration</b>: a candidate counts by its own, and
 * may have one that this replica has not heard of yet. Nor must it be a voter by its own: a learner
 * that was promoted may be needed before it hears of that. Of four voters a, b, c, d, of whom c is
 * down and d does not know yet that it is one, a needs d to be elected. So a member votes, learner
 * or not, and the candidate decides whether that counts.
 *
 * <p><b>What may be rolled back binds nobody</b>: of a and b, a led and took itself out, and
 * crashed with that entry in its own log alone. b has the shorter log and cannot be elected; so a
 * must be, although by its log it is no member (section 4.2.2 of Ongaro's dissertation). It does
 * not count itself, since a candidacy counts voters of its configuration alone. A leader never
 * sends to whoever it takes out, so that a removal stands in no other log of a removed replica.
 *
 * <p><b>What is committed binds for good</b>: whoever a committed configuration does not name
 * neither votes nor campaigns. Nobody can need its vote, since a candidate to whom it would count
 * has not that entry, and a majority that has it votes for no such candidate.
 */
public final class Franchise {

  private final NodeId self;
  private final RaftLog log;
  private final LongSupplier commit;
  private final Promises promises;
  private long removedUpTo = -1;

  /**
   * @param commit up to where the log is known to be committed
   */
  public Franchise(NodeId self, RaftLog log, LongSupplier commit, Promises promises) {
    this.self = self;
    this.log = log;
    this.commit = commit;
    this.promises = promises;
  }

  /**
   * A member, by what is committed or by anything after that, with nothing lost from its memory
   * (laws L6 and L9).
   */
  public boolean mayVote() {
    return !promises.isSuspect() && !isRemoved() && isNamed(self);
  }

  /** By what is committed or by anything after that. */
  private boolean isNamed(NodeId node) {
    return log.configurationsFrom(commit.getAsLong()).stream().anyMatch(c -> c.contains(node));
  }

  /** A voter by the latest configuration, or by the committed one while the latest is not. */
  public boolean mayCampaign() {
    return !promises.isSuspect()
        && !isRemoved()
        && (log.configuration().isVoter(self)
            || log.configurationAt(commit.getAsLong()).isVoter(self));
  }

  /** Whether it is known to be no member any more. Were it added again, its log would tell. */
  public boolean isRemoved() {
    return removedUpTo >= log.configurationIndex() || outByOwnLog();
  }

  /** The latest configuration is committed, and leaves this replica out. */
  public boolean outByOwnLog() {
    Configuration latest = log.configuration();
    return isSettled() && !latest.equals(Configuration.EMPTY) && !latest.contains(self);
  }

  /**
   * A member has committed the log up to {@code index}, and its configuration there does not name
   * this replica. Nobody can be removed who does not know yet that it was ever added.
   *
   * @return whether that is news
   */
  public boolean told(long index) {
    if (isRemoved() || !isNamed(self)) {
      return false;
    }
    removedUpTo = Math.max(removedUpTo, index);
    return isRemoved();
  }

  /**
   * Whether {@code other} should be told that it is no member: a committed configuration says so,
   * and none that is on its way adds it.
   */
  public boolean isOut(NodeId other) {
    Configuration committed = log.configurationAt(commit.getAsLong());
    return !committed.equals(Configuration.EMPTY) && !isNamed(other);
  }

  /** Whether the configuration in force is committed, and so is not rolled back any more. */
  public boolean isSettled() {
    return log.configurationIndex() <= commit.getAsLong();
  }
}
