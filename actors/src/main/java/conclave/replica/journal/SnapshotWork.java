package conclave.replica.journal;

import akka.actor.typed.ActorRef;
import conclave.machine.FrozenMachines;
import conclave.machine.Machines;
import conclave.raft.Message;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import java.util.function.Supplier;

/** Work for the snapshot files, done in order of arrival and beside the journal's own. */
public sealed interface SnapshotWork extends JournalWriter.Command {

  String group();

  /** Work for a snapshot that arrives. */
  sealed interface Arriving extends SnapshotWork {
    long incarnation();

    /** The snapshot's last entry. */
    EntryId last();

    ActorRef<SnapshotNotice> replyTo();
  }

  /**
   * Writes a snapshot, a slice at a time, so that other work has its turn in between. Answered by
   * {@link SnapshotNotice.Saved}.
   */
  record Save(String group, SnapshotId id, FrozenMachines state, ActorRef<SnapshotNotice> replyTo)
      implements SnapshotWork {}

  /** The next slice of what is being saved: the lane's word to itself. */
  record SaveOn(String group, SnapshotId id) implements SnapshotWork {}

  /**
   * Makes a fingerprint, a slice at a time. Answered by {@link SnapshotNotice.Digested}, unless
   * another one is asked for of the same group before.
   */
  record Digest(String group, FrozenMachines state, ActorRef<SnapshotNotice> replyTo)
      implements SnapshotWork {}

  /** The next slice of what is being hashed: the lane's word to itself. */
  record DigestOn(String group, EntryId at) implements SnapshotWork {}

  /**
   * Fills new machines. Answered by {@link SnapshotNotice.Loaded}.
   *
   * @param blank machines that nothing was applied to; lent until the answer
   */
  record Load(String group, EntryId last, Machines blank, ActorRef<SnapshotNotice> replyTo)
      implements SnapshotWork {}

  /**
   * A leader's snapshot will come: goes on with what is here of it, or begins. Answered by {@link
   * SnapshotNotice.Kept}.
   *
   * @param blank makes machines that nothing was applied to: what arrives is kept only if such ones
   *     can be given it
   */
  record Expect(
      String group,
      long incarnation,
      Message.SnapshotOffer offer,
      Supplier<Machines> blank,
      ActorRef<SnapshotNotice> replyTo)
      implements Arriving {

    @Override
    public EntryId last() {
      return offer.snapshot().last();
    }
  }

  /** Keeps a part of a leader's snapshot aside. Answered by {@link SnapshotNotice.Kept}. */
  record Keep(
      String group,
      long incarnation,
      Message.SnapshotChunk chunk,
      Supplier<Machines> blank,
      ActorRef<SnapshotNotice> replyTo)
      implements Arriving {

    @Override
    public EntryId last() {
      return chunk.snapshot().last();
    }
  }

  /**
   * Looks for the newest snapshot. Answered by {@link SnapshotNotice.Found}; it is kept for whoever
   * asked until that one releases it, though newer ones are made.
   */
  record Find(String group, ActorRef<SnapshotNotice> replyTo) implements SnapshotWork {}

  /** Reads a part of the snapshot that was found. Answered by {@link SnapshotNotice.Part}. */
  record Read(String group, EntryId last, long offset, int length, ActorRef<SnapshotNotice> replyTo)
      implements SnapshotWork {}

  /** Whoever asked for it needs the snapshot no more that was found for it. Not answered. */
  record Release(String group, ActorRef<SnapshotNotice> holder) implements SnapshotWork {}

  /** The journal's mark for this snapshot is durable: older files may go. Not answered. */
  record Prune(String group, SnapshotId durable) implements SnapshotWork {}
}
