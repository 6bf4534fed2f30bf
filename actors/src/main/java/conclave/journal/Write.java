package conclave.journal;

import conclave.raft.log.Entry;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import java.util.List;
import java.util.Optional;

/**
 * One group's change, taken whole or not at all, in the order of the fields.
 *
 * @param incarnation the one that opened the group
 * @param hardState a term that is not lower than the last one
 * @param snapshot the log up to it is covered by a durable snapshot file. A log without exactly
 *     that entry is dropped whole, else its suffix stays
 * @param entries contiguous; the first replaces whatever stands at or above its index
 * @param healed the replica is not suspect any more
 */
public record Write(
    String group,
    long incarnation,
    Optional<HardState> hardState,
    Optional<SnapshotId> snapshot,
    List<Entry> entries,
    boolean healed) {

  public Write {
    entries = List.copyOf(entries);
  }

  /** A write of nothing, to add to. */
  public static Write of(String group, long incarnation) {
    return new Write(group, incarnation, Optional.empty(), Optional.empty(), List.of(), false);
  }

  public Write with(HardState state) {
    return new Write(group, incarnation, Optional.of(state), snapshot, entries, healed);
  }

  public Write with(SnapshotId id) {
    return new Write(group, incarnation, hardState, Optional.of(id), entries, healed);
  }

  public Write with(List<Entry> added) {
    return new Write(group, incarnation, hardState, snapshot, added, healed);
  }

  public Write withHealed() {
    return new Write(group, incarnation, hardState, snapshot, entries, true);
  }

  /**
   * A term, a vote, a mark, or the opening of a term: what a full disk must still have room for.
   */
  boolean isVital() {
    return entries.stream().allMatch(entry -> entry.kind() == Entry.Kind.NOOP);
  }

  boolean isEmpty() {
    return hardState.isEmpty() && snapshot.isEmpty() && entries.isEmpty() && !healed;
  }
}
