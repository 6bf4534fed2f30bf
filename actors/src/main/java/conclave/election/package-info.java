/**
 * Elections for applications: one leader for each name, and an epoch that tells leaders apart.
 *
 * <pre>
 *   Campaign --> LeaderElection --spawns--> Candidacy: Hold(lock of that name) --> Locks
 *     Elected(epoch), Deposed <----------------'   again and again until Resign
 *   Observe  --> LeaderElection <--- events of the lock table
 *     LeaderChanged <---'
 * </pre>
 *
 * <p>An election is a lock in a space of its own: the epoch is the fencing token, a candidate's
 * turn comes in the order in which it began, and a leader that is cut off is deposed by its own
 * clock before another can be elected.
 */
package conclave.election;
