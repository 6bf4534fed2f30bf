/**
 * The real actors of locks on simulated nodes: on each node {@link conclave.lock.LockClock} and
 * {@link conclave.lock.Locks} with its holders, as they are, under all faults of the actors' host.
 *
 * <pre>
 *   LockUser --Hold--> Locks, LockHolder --> Gateway --> replicas with a WatchedTable --> Ledger
 *      ^---- Held, Lost, Released ----'                     LockClock proposes what ran out
 * </pre>
 */
package conclave.sim.actor.lock;
