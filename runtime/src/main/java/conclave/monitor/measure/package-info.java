/**
 * What a node can tell of itself, from what the JDK has.
 *
 * <pre>
 *   journal's thread --> TimedDisk --> SyncTimes (conclave.journal.disk)   how long syncs take
 *                                          |
 *   Gauge, NodeMonitor --> JvmProbe -------+--> JVM, file system, ContainerMemory, GcShare
 * </pre>
 */
package conclave.monitor.measure;
