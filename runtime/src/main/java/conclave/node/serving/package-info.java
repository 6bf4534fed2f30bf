/**
 * What HTTP asks for, from the actors of this node.
 *
 * <pre>
 *   LockService --ActorLocks--> errand: an actor for one request --Acquire(replyTo)--> Locks
 *       the caller hung up --> the errand ends, and Locks waits for it no more
 *   RingService --TableRing--> RingView: the table in memory
 * </pre>
 */
package conclave.node.serving;
