/**
 * What HTTP asks for, from the actors of this node.
 *
 * <pre>
 *   LockService --ActorLocks--> errand: an actor for one request --Acquire(replyTo)--> Locks
 *       the caller hung up --> the errand ends, and Locks waits for it no more
 *   MapService --GatewayMaps--> the gateway itself, whose answer needs no actor
 *   RingService --TableRing--> RingView: the table in memory
 *   Health --NodeHealth--> a linearizable read of every group; Readiness looks until it succeeds
 * </pre>
 */
package conclave.node.serving;
