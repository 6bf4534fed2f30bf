/**
 * The actors that a node gives to applications in its process: {@link
 * conclave.node.ClusterServices}.
 *
 * <pre>{@code
 * Locks, LeaderElection, ReplicatedMap, Placement ---> Gate(group) --SHUT: rejected, with what is waited for
 *   from the start of the process                `-------OPEN--> Gateway(group)
 * LockLog <--events of the lock table, on every node; only the leader's writes lines
 * }</pre>
 */
package conclave.node.services;
