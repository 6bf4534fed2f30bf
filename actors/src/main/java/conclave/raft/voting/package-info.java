/**
 * What stands behind a vote: what a replica has promised, whether it may vote or campaign at all,
 * and when it does.
 *
 * <pre>
 *   Patience: no leader heard for so long? --> Franchise: may this replica campaign? --> a candidacy
 *   somebody asks for a vote --> Patience: is a leader heard? --> Franchise: may it vote?
 *                                     --> Promises: the vote of this term, durable before it is told
 * </pre>
 */
package conclave.raft.voting;
