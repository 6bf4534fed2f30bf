/**
 * A writer that takes a lock, and a store that refuses its old tokens: why a lock is not enough.
 *
 * <pre>
 *   Locks --Held(token), Lost--> GuardedWriter --Carry(token, line)--> Courier --JDBC--> Store
 *                                     |   &lt;--Stored, Refused, Unknown--          ("UPDATE fence ...
 *                                     `--Event--> a line on standard output        WHERE token &lt;= ?")
 * </pre>
 */
package conclave.samples.guarded;
