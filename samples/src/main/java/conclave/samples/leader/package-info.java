/**
 * A job that runs on one node at a time, and what keeps the one before from doing harm.
 *
 * <pre>
 *   LeaderElection --Elected(epoch)--> RunOnLeader --spawns, stops--> ReportJob
 *                                                                        |  Put "epoch number"
 *                                        ReplicatedMap &lt;-----------------+  only over what it read
 * </pre>
 */
package conclave.samples.leader;
