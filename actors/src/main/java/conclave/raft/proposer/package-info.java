/**
 * The proposer of a term: first a {@link conclave.raft.proposer.Candidacy}, then a {@link
 * conclave.raft.proposer.Leadership}, and a {@link conclave.raft.proposer.SnapshotTransfer} for
 * each peer that is too far behind.
 *
 * <pre>
 *   StartCandidacy -> Candidacy -- nominated, elected --> Acceptor
 *   StartLeadership -> Leadership -- commit(index), wantSlice --> Acceptor
 *                          +--- Append, heartbeats --> peers; their answers come by the Acceptor
 *                          +--- catchUp(peer) -> SnapshotTransfer -- caughtUp --> Leadership
 * </pre>
 *
 * <p>Proposers promise nothing: one that is late, doubled or dead can cost a term, never an entry.
 */
package conclave.raft.proposer;
