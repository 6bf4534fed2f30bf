/**
 * What a node can tell of itself, from what the JDK has.
 *
 * <pre>
 *   journal's thread --> TimedDisk --> SyncTimes            how long syncs take, also one that hangs
 *                                          |
 *   Gauge, NodeMonitor --> JvmProbe -------+--> JVM, file system, ContainerMemory, GcShare
 * </pre>
 */
package conclave.monitor.measure;
