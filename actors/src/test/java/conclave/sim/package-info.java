/**
 * The simulator's core: virtual time, mailboxes, links and their faults, all drawn from one seed.
 *
 * <pre>
 *   Simulation: heap of (time, order, owner, action) -- runs --> owner alive? paused? -> action
 *       ^                                                               |
 *       +--- Mailbox (a role's messages, late) --- Network (links) <----+
 * </pre>
 *
 * <p>The same seed gives the same trace hash, so a failure names the seed and the line that replays
 * it. The hosts that run on it are packages of their own.
 */
package conclave.sim;
