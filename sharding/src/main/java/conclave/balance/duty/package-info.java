/**
 * The receiver's side of routes, pure: which worker does what, and what is turned away.
 *
 * <pre>
 *   Arrival --being done already--> Join: the one answer goes to the latest try
 *      |----not its own, no worker, full--> TurnAway: certainly not done
 *      `----Give to the worker with the least under way --answered, declined--> the latest try
 *                                                       `--stopped--> lost: maybe done
 * </pre>
 */
package conclave.balance.duty;
