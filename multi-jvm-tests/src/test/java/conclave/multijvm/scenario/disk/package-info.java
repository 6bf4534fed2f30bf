/**
 * What a cluster of real processes does when a disk is full, or gone.
 *
 * <pre>
 *   SmallDisk   a file system of some MiB
 * </pre>
 */
package conclave.multijvm.scenario.disk;
