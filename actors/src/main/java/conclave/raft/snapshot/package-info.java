/**
 * The receiving side of a snapshot transfer.
 *
 * <pre>
 *   offer -- what is here? --> the disk -- next --> reply(next)
 *   part at next, part, ..  -> the disk, several on their way -- next --> reply(next), ..
 *   part elsewhere ----------------------------------------------------> reply(the one wanted)
 * </pre>
 */
package conclave.raft.snapshot;
