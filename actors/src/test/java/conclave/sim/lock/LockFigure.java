package conclave.sim.lock;

import conclave.sim.Tally;

/** What is counted in a run with locks; a campaign fails when one of them never happened. */
public enum LockFigure implements Tally.Figure {
  /** A lock that nobody held was granted. */
  GRANTS,
  /** A lock went on to whoever had waited longest. */
  HAND_OVERS,
  RENEWALS,
  RELEASES,
  EXPIRIES,
  /** Of them, of a waiter that was granted the lock and said nothing. */
  UNCLAIMED,
  TIME_OUTS,
  WITHDRAWALS,
  /** An expiry or a time-out came to nothing, since it was renewed or over. */
  STALE,
  /** A holder gave up a lock because of its own clock, or was told so. */
  LOST,
  /** A leader began while a lock was held. */
  LEADER_CHANGES_WHILE_HELD,
  VANISHED_HOLDING,
  VANISHED_WAITING,
  USERS_PAUSED,
  /** Between the look at the clock and the write. */
  PAUSED_BEFORE_A_WRITE,
  USERS_CUT_OFF,
  /** Only what was on its way to them was lost. */
  USERS_DEAF,
  CLOCKS_KILLED,
  WRITES,
  /** Writes under a token that was not the greatest any more. */
  WRITES_FENCED
}
