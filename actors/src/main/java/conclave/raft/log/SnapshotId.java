package conclave.raft.log;

import java.util.Objects;

/**
 * Names the prefix of a log that a snapshot stands for.
 *
 * @param last the last entry that the snapshot includes
 * @param configuration the latest configuration at or before {@code last}
 */
public record SnapshotId(EntryId last, Configuration configuration) {

  /** No snapshot: the log begins at index 1. */
  public static final SnapshotId NONE = new SnapshotId(EntryId.NONE, Configuration.EMPTY);

  public SnapshotId {
    Objects.requireNonNull(last);
    Objects.requireNonNull(configuration);
  }
}
