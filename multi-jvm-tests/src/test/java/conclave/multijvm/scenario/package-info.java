/**
 * What a cluster of real processes does when they are killed, paused, wiped, or run out of disk.
 *
 * <pre>
 *   SharedCluster  three healthy nodes, handed from scenario to scenario
 *   OwnCluster     three fresh nodes for scenarios that end worse
 *   Ledger         what was acknowledged, key by key, and is there at the end
 * </pre>
 *
 * {@code -Dconclave.rounds=10} repeats the faults of a scenario that often; the default is small.
 */
package conclave.multijvm.scenario;
