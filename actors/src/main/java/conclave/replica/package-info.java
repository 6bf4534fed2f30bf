/**
 * A replica as typed actors: each hosts one pure role of {@code conclave.raft}, carries out its
 * effects and decides nothing.
 *
 * <pre>
 *   Replica(group)          Acceptor: everything that is promised
 *   |- Election(term)       Candidacy: one campaign            -- Nominated, Elected --> Replica
 *   |- Replication(term)    Leadership: one term of leading    -- Committed, SliceWanted --> Replica
 *   |- Catchup(peer)        SnapshotTransfer to one peer       -- TransferOver --> Replica
 *   `- Applier              the machines (conclave.replica.apply)
 *
 *   Replica --LogWork--> JournalWriter --Persisted(incarnation, ticket)--> Replica
 *   Wire.ForReplica by path; Queries, GetStatus from the own node; LeaderIs to the own gateway
 * </pre>
 *
 * <p>Children are stopped and spawned anew, never restarted, so that late mail of a former life
 * reaches nobody. The replica itself restarts in place: peers reach it by its path, and Artery
 * keeps the reference that a path once led to.
 */
package conclave.replica;
