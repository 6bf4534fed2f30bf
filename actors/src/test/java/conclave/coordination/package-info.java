/**
 * Locks and elections on three nodes, whose actors are killed under load.
 *
 * <pre>
 *   KilledServicesTest --kills--> Locks, LockClock, LockHolder, LeaderElection, Candidacy
 *     AcquireClient, HoldClient, CampaignClient --ask--> them
 *             `--- Load: history, figures ---> Linearizability(LockModel)
 * </pre>
 */
package conclave.coordination;
