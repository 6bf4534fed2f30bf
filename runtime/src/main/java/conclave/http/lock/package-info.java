/**
 * Locks over HTTP.
 *
 * <pre>{@code
 * POST acquire, renew, release --> LockEndpoints --LockService--> whoever has the locks
 * GET  /api/v1/locks               (400 first)  <--LockOutcome--
 *                                  LockReplies: 200, 409 locked, 410 lock_lost, 429, 503
 * }</pre>
 *
 * <p>A caller that hangs up while it waits for a lock is told to the port, which then waits no
 * more.
 */
package conclave.http.lock;
