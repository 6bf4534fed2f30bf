package conclave.raft.log;

import java.util.Optional;

/**
 * Whether a replica's memory may have holes. A damaged journal may have lost entries and votes; so
 * the replica promises nothing until it has matched what a leader committed in a term above all
 * that it knows of (law L6).
 */
public final class Suspicion {

  private final HardState hard;
  private final EntryId last;
  private boolean stands;

  /**
   * @param hard term and vote as the journal gives them back
   * @param last the end of the log that it gives back
   * @param damaged whether the journal was
   */
  public Suspicion(HardState hard, EntryId last, boolean damaged) {
    this.hard = hard;
    this.last = last;
    this.stands = damaged;
  }

  public boolean stands() {
    return stands;
  }

  /** Term and vote to begin with: a damaged journal may have lost the term that its log proves. */
  public HardState remembered() {
    if (hard.term() >= last.term()) {
      return hard;
    }
    if (!stands) {
      throw new IllegalStateException(
          "the journal has term " + hard.term() + " but an entry " + last);
    }
    return new HardState(last.term(), Optional.empty());
  }

  /** The log is the leader's of {@code term}, in which that leader has committed: is it healed? */
  public boolean endsIn(long term) {
    boolean ends = stands && term > Math.max(hard.term(), last.term());
    stands &= !ends;
    return ends;
  }
}
