package conclave.replica.journal;

import akka.actor.typed.ActorRef;
import conclave.machine.Machines;
import conclave.raft.Message;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;

/** Work for the snapshot files, done in order of arrival and beside the journal's own. */
public sealed interface SnapshotWork extends JournalWriter.Command {

  String group();

  /**
   * Writes a snapshot. The machines are lent: nobody else touches them before {@link
   * SnapshotNotice.Saved} comes back.
   */
  record Save(String group, SnapshotId id, Machines machines, ActorRef<SnapshotNotice> replyTo)
      implements SnapshotWork {}

  /**
   * Fills new machines. Answered by {@link SnapshotNotice.Loaded}.
   *
   * @param blank machines that nothing was applied to; lent until the answer
   */
  record Load(String group, EntryId last, Machines blank, ActorRef<SnapshotNotice> replyTo)
      implements SnapshotWork {}

  /** Keeps a part of a leader's snapshot aside. Answered by {@link SnapshotNotice.Kept}. */
  record Keep(
      String group, long incarnation, Message.SnapshotChunk chunk, ActorRef<SnapshotNotice> replyTo)
      implements SnapshotWork {}

  /** Looks for the newest snapshot. Answered by {@link SnapshotNotice.Found}. */
  record Find(String group, ActorRef<SnapshotNotice> replyTo) implements SnapshotWork {}

  /** Reads a part of a snapshot. Answered by {@link SnapshotNotice.Part}. */
  record Read(String group, EntryId last, long offset, int length, ActorRef<SnapshotNotice> replyTo)
      implements SnapshotWork {}

  /** The journal's mark for this snapshot is durable: older files may go. Not answered. */
  record Prune(String group, SnapshotId durable) implements SnapshotWork {}
}
