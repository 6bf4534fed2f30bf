package conclave.replica.apply;

import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import java.util.Optional;

/** What a replica hears from its applier. */
public sealed interface News {

  /** The replica's life that it is meant for. */
  long incarnation();

  /**
   * The snapshot that was asked for is durable.
   *
   * @param last its last entry; empty where none could be made
   */
  record SnapshotMade(long incarnation, Optional<EntryId> last) implements News {}

  /** What the machines are, as was asked. */
  record Testified(long incarnation, Fingerprint fingerprint) implements News {}

  /** The snapshot up to {@code last}, from which to continue, is damaged or gone. */
  record StateLost(long incarnation, EntryId last) implements News {}
}
