/**
 * Strongly consistent services for Akka Typed applications. What an application needs is in the
 * roots of the packages; what they are made of is below.
 *
 * <pre>
 *   conclave.node        ClusterServices: where an application gets the rest
 *   conclave.map         a replicated map
 *   conclave.lock        fenced locks          conclave.election   leaders for applications
 *   conclave.sharding    who owns which keys   conclave.balance    work on any node
 *   conclave.monitor     how all nodes do
 * </pre>
 */
package conclave;
