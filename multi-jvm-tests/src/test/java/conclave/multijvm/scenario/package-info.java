/**
 * What a cluster of real processes does when they are killed, paused, wiped, cut off, or run out of
 * disk.
 *
 * <pre>
 *
 *   Clusters        three healthy nodes, handed from scenario to scenario, or fresh ones
 *   LinkedClusters  the same with links that can be broken
 *   Ledger          what was acknowledged, key by key, and is there at the end
 * </pre>
 *
 * {@code -Dconclave.rounds=10} repeats the faults of a scenario that often; the default is small.
 */
package conclave.multijvm.scenario;
