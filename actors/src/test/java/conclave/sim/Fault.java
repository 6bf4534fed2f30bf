package conclave.sim;

/** The classes of faults; a campaign fails when one of them never struck. */
public enum Fault {
  /** A message vanished. */
  LOSS,
  /** A message arrived twice. */
  DUPLICATE,
  /** A message arrived after a later one on the same link. */
  REORDER,
  /** A message was held back for long. */
  DELAY,
  /** A message met a cut between two groups of nodes. */
  PARTITION,
  /** A message met a link that is cut in its direction only. */
  ONE_WAY,
  /** A message met a cut that leaves one node in both halves. */
  BRIDGE,
  /** A message met a link that goes up and down. */
  FLAPPING,
  /** A message was held back on a clogged link; links clog one by one, and clear in any order. */
  SWIZZLE,
  /** A process was killed. */
  CRASH,
  /** A process was killed in the middle of a call to its disk. */
  CRASH_IN_IO,
  /** All processes were killed. */
  CRASH_ALL,
  /** A process stood still. */
  PAUSE,
  /** A node's clock ran fast or slow. */
  CLOCK_DRIFT,
  /** A node's clock went forward at once, as after its machine was asleep. */
  CLOCK_JUMP,
  /** Bytes that were not synced were gone after a crash. */
  LOST_WRITE,
  /** A write was half there after a crash. */
  TORN_WRITE,
  /** Of several writes, a later one was there and an earlier one was not, after a crash. */
  REORDERED_WRITE,
  /** The disk took long. */
  SLOW_DISK,
  /** The disk had no room for a while. */
  DISK_FULL,
  /** A write failed: the process ended for good. */
  WRITE_FAILS,
  /** A sync failed, and what it should have kept was gone: the process ended for good. */
  FSYNC_FAILS,
  /** A read failed: the process did not start. */
  READ_FAILS,
  /** A bit of a synced file was wrong after a crash. */
  BIT_FLIP,
  /** A bit of a snapshot file was wrong after a crash. */
  SNAPSHOT_FLIP,
  /** A write hit another place of a synced file. */
  MISDIRECTED_WRITE,
  /** A node lost its whole disk and came back as somebody else. */
  WIPED,
  /** A leader was told to hand over. */
  HANDOVER,
  /** A member was to be added. */
  MEMBER_ADDED,
  /** A member was to be removed. */
  MEMBER_REMOVED,
  /** More was proposed at once than the bounds allow. */
  FLOOD,
  /** A replica was killed and built anew from the journal. */
  REPLICA_KILLED,
  /** A campaign or a leadership was killed. */
  PROPOSER_KILLED,
  /** The machines were killed and built anew. */
  APPLIER_KILLED,
  /** A snapshot transfer was killed. */
  TRANSFER_KILLED,
  /** A process was killed while a snapshot was sent to it. */
  RECEIVER_KILLED,
  /** A gateway was killed, and restarted in place. */
  GATEWAY_KILLED,
  /** The front of a journal was killed, with what was in its mailbox. */
  JOURNAL_WRITER_KILLED;

  /** Whether it strikes only where somebody wishes for other members. */
  public boolean isOfMembers() {
    return this == MEMBER_ADDED || this == MEMBER_REMOVED;
  }

  /** Whether only the actors have whom it strikes. */
  public boolean isOfActors() {
    return this == GATEWAY_KILLED || this == JOURNAL_WRITER_KILLED;
  }
}
