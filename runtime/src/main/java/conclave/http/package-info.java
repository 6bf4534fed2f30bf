/**
 * The HTTP API and the status page of a node. Knows nothing of Raft or actors: whatever answers is
 * behind the ports below, and answers later.
 *
 * <pre>
 *   socket -> Akka HTTP -> Server -> Router -> endpoint -> MapService | LockService | ...
 *                            |          |
 *                            |          400 malformed, 404, 405, 413, 501 before any port is asked
 *                            deadline of each request; every failure is {"error","message"}
 * </pre>
 */
package conclave.http;
