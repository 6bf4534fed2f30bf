/**
 * The write-ahead journal: one per node, shared by all Raft groups, and the snapshot files beside
 * it. Pure JDK, no thread, no clock; the caller drives it from one thread. Files are reached
 * through {@link conclave.journal.disk.Disk}, so that a simulator runs this very code over a disk
 * that lies.
 *
 * <pre>
 *   append(g1) append(g2) ... -> buffer --sync(): one write, one fdatasync--> current segment
 *
 *   00000007.seg            00000008.seg                    00000009.seg
 *   [preface|frames....]    [preface|frames...|end  zeros]  [zeros: prepared before 8 is half full]
 *        |                       |
 *        |                       every frame: CRC, own position, end of the last completed sync
 *        every group's term, vote, snapshot with its configuration, and last entry: 6 and older are
 *        needed for their entries alone, and go as soon as snapshots stand for those
 *
 *   open: intact frames are replayed; a bad frame above the last known sync is a torn write and is
 *   zeroed; one below it is damage, and every group is suspect until healed (law L6)
 * </pre>
 */
package conclave.journal;
