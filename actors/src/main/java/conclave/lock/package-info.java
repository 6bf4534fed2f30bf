/**
 * Locks for applications: fenced, with a time-to-live, first come first served.
 *
 * <pre>{@code
 * Acquire, Renew, Release --> Locks ---Gateway(control)---> LockTable, on every node
 * Hold ------------------> LockHolder --^    ^                  |
 *   Held, Lost <--------------'          `---- events ----------+
 *                          LockClock <-------- events ----------'
 *                              `--- Expire, TimeOut, while this node leads: entries as others
 * }</pre>
 *
 * <p>A lock protects only what looks at its fencing token: a holder that was paused may believe to
 * hold it for a moment too long, and whatever it writes then must be refused by whom it writes to.
 */
package conclave.lock;
