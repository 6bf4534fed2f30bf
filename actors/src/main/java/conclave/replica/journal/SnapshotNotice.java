package conclave.replica.journal;

import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.SnapshotId;
import java.util.Optional;

/** What became of {@link SnapshotWork}. A failure is a sentence, and harms nothing but the work. */
public sealed interface SnapshotNotice {

  /** The snapshot is durable unless there is a failure. */
  record Saved(SnapshotId id, Optional<String> failure) implements SnapshotNotice {}

  /** What the machines were at that entry, unless there is a failure. */
  record Digested(EntryId at, Optional<Fingerprint> fingerprint, Optional<String> failure)
      implements SnapshotNotice {}

  /**
   * The machines stand where the snapshot does; with a failure they are of no use any more.
   *
   * @param gone whether the failure is that there is no such snapshot, or that it is damaged
   */
  record Loaded(EntryId last, Optional<String> failure, boolean gone) implements SnapshotNotice {}

  /**
   * @param incarnation the replica's life that wanted it kept
   * @param next where the next part begins; 0 where this one could not be kept
   * @param complete whether the snapshot is whole, verified and durable
   */
  record Kept(long incarnation, EntryId last, long next, boolean complete, Optional<String> failure)
      implements SnapshotNotice {}

  /** The newest intact snapshot, the length and the CRC-32C of its content, if there is one. */
  record Found(Optional<SnapshotId> id, long length, int checksum) implements SnapshotNotice {}

  /** The bytes wanted, or empty where they cannot be read any more. */
  record Part(long offset, Optional<byte[]> bytes) implements SnapshotNotice {}
}
