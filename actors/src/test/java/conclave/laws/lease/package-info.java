/**
 * Leases of leaders in the simulator: within the drift bound nothing is stale, beyond it something
 * is, and each way to get them wrong is found.
 *
 * <pre>
 *   LeaseHost: settings with leases, clocks that drift --> a world of conclave.sim.pure
 *      |                                                     |
 *   LeasePlant: one mistake                      reads by lease, reads by a round, messages
 * </pre>
 */
package conclave.laws.lease;
