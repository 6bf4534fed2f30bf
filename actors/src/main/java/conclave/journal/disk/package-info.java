/**
 * The few file operations that the journal lives on, as a port: a folder in production, a simulated
 * disk that forgets, tears and fills up in tests.
 *
 * <pre>{@code
 * journal, snapshots --> Disk <-- LocalDisk (a folder)
 *                             <-- MemoryDisk (a node that keeps no log on disk)
 *                             <-- conclave.sim.disk.SimDisk (tests)
 *                         <-- TimedDisk (around one of them) --> SyncTimes: how long syncs take
 * }</pre>
 */
package conclave.journal.disk;
