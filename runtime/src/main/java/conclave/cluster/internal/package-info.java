/**
 * Akka Cluster, formed by the log: one at a time, whichever node starts first, and whoever is
 * started again comes back into it.
 *
 * <pre>
 *   ClusterTable on the log of control --Feed--> FoundingHost --Cluster.manager--> Akka Cluster
 *      ^                                          |  hosts Founding (the role)
 *      `------- Start, Join, Doubt, Claim --------'  Knock, Answer: with the other nodes' hosts
 *                                                 |
 *                        FreshStart &lt;-------------'  this ActorSystem is of a generation that is over
 * </pre>
 *
 * <p>Akka Cluster serves the application: receptionist, singletons, sharding. Nothing in Conclave
 * waits for it: Raft has its own silence timers and reaches its peers by path.
 */
package conclave.cluster.internal;
