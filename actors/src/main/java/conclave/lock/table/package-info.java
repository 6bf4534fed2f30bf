/**
 * Locks as a pure state machine, and the pure role that says when they expire.
 *
 * <pre>
 *   Acquire  free ------------> Granted(token)       a new token, above all before it
 *            held by the owner > Granted(same token)  with a fresh time-to-live
 *            held by another --> Waiting, first come first served; Locked where it will not wait
 *   Renew, Release, Withdraw     by the owner
 *   Expire, TimeOut              by the leader; each names the renewal that it has seen the last of
 *
 *   HELD --Release, Expire--> the first waiter: HELD, but unclaimed until its owner says a word
 *                        `--> nobody waits: free
 * </pre>
 *
 * <p>No clock is in the table: {@link conclave.lock.table.Expiry} keeps the deadlines beside it,
 * from the events that it announces (law L5). Elections are locks in a space of their own; their
 * epoch is the token.
 *
 * <p>The classes are public for the actors in conclave.lock and conclave.election and for the HTTP
 * layer; applications use those.
 */
package conclave.lock.table;
