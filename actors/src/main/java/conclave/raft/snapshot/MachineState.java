package conclave.raft.snapshot;

import conclave.raft.log.EntryId;
import java.util.Optional;

/** Whether a replica's machines have a state, and what would give them another. */
public final class MachineState {
  private Optional<Loss> loss = Optional.empty();

  /** Whether nothing can be applied or asked. */
  public boolean isLost() {
    return loss.isPresent();
  }

  /** Whether it was thrown away: it is not to be made again of what this replica has. */
  public boolean isThrownAway() {
    return loss.filter(Loss.Diverged.class::isInstance).isPresent();
  }

  /**
   * It is of no use any more.
   *
   * @param snapshot the last entry of the present snapshot
   * @return whether the machines have not noticed themselves, or can be given the present snapshot,
   *     another one than could not be read
   */
  public boolean lose(Loss found, EntryId snapshot) {
    if (found instanceof Loss.Unreadable unreadable) {
      boolean present = unreadable.last().equals(snapshot);
      if (present && !isLost()) {
        loss = Optional.of(found);
      }
      return !present;
    }
    loss = Optional.of(found);
    return true;
  }

  /** A leader's snapshot is there. */
  public void given() {
    loss = Optional.empty();
  }

  /** From which entry on a snapshot is asked for. */
  public Optional<EntryId> cure() {
    return loss.flatMap(Loss::cure);
  }

  /** Whether a leader's snapshot up to {@code last} gives the machines a state again. */
  public boolean isCuredBy(EntryId last, EntryId snapshot) {
    boolean late = cure().filter(least -> last.index() >= least.index()).isPresent();
    return late && last.index() >= snapshot.index();
  }
}
