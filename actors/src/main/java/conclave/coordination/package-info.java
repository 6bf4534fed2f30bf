/**
 * Starts what a node offers on the table of locks, and says who lives how long.
 *
 * <pre>
 *   CoordinationServices
 *   |- conclave-lock-clock     LockClock
 *   |- conclave-locks          Locks
 *   |  `- holder-7             LockHolder
 *   `- conclave-elections      LeaderElection
 *      `- campaign-3           Candidacy
 * </pre>
 */
package conclave.coordination;
