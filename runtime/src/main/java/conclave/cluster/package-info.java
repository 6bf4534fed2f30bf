/**
 * Akka Cluster of an application, formed by the log, and nodes that outlive their ActorSystems.
 *
 * <pre>
 *   KeptNode: ActorSystem + node --downed by Akka, or of a generation that is over--> both again, on
 *                |                                                                     the same data
 *                `--stop(), or the node cannot go on--> the end
 *
 *   conclave.cluster.table      the roll: founder, runs, generations; a machine on the log
 *   conclave.cluster.founding   what one run does about it; a role
 *   conclave.cluster.internal   the actor that hosts the role
 * </pre>
 */
package conclave.cluster;
