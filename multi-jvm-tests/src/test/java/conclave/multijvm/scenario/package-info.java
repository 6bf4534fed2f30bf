/**
 * What a cluster of real processes does when they are killed or paused; below, at random moments,
 * when links break, or when a disk is slow, full or gone.
 *
 * <pre>
 *   Clusters        three healthy nodes, handed from scenario to scenario, or fresh ones
 *   Ledger          what was acknowledged, key by key, and is there at the end
 * </pre>
 *
 * {@code -Dconclave.rounds=10} repeats the faults of a scenario that often; the default is small.
 */
package conclave.multijvm.scenario;
