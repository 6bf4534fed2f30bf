/**
 * Elections for applications: one leader for each name, and an epoch that tells leaders apart.
 *
 * <pre>{@code
 * RunOnLeader: work(epoch), from Elected to Deposed
 *      |
 * Campaign --> LeaderElection --spawns--> Candidacy: Hold(lock of that name) --> Locks
 *   Elected(epoch), Deposed <----------------'   again and again until Resign
 * Observe  --> LeaderElection <--- events of the lock table
 *   LeaderChanged <---'
 * }</pre>
 *
 * <p>An election is a lock in a space of its own: the epoch is the fencing token, a candidate's
 * turn comes in the order in which it began, and a leader that is cut off is deposed by its own
 * clock before another can be elected. Each leadership asks for the lock as an owner of its own, so
 * none inherits the epoch of a former one.
 */
package conclave.election;
