package conclave.raft.voting;

import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.raft.log.Suspicion;
import java.util.Optional;

/**
 * Term and vote: what a replica has promised, which write makes it durable (law L1), and whether
 * its memory of that may have holes (law L6).
 */
public final class Promises {

  /** Where promises are written down. */
  public interface Writer {

    /**
     * Begins to write.
     *
     * @param healed the log is trusted again: the vote goes with it, so that this term is not voted
     *     in twice
     * @return the ticket of the write
     */
    long persist(HardState promise, boolean healed);

    /** Whether that write is durable. */
    boolean isDurable(long ticket);
  }

  private final Writer writer;
  private final Suspicion suspicion;
  private HardState latest;
  private long ticket;

  /** Those that the journal gives back; see {@link Suspicion} for the parameters. */
  public Promises(HardState hard, EntryId last, boolean damaged, Writer writer) {
    this.writer = writer;
    this.suspicion = new Suspicion(hard, last, damaged);
    this.latest = suspicion.remembered();
  }

  public HardState latest() {
    return latest;
  }

  /** The write of {@link #latest}. */
  public long ticket() {
    return ticket;
  }

  public boolean isDurable() {
    return writer.isDurable(ticket);
  }

  /** Whether a damaged journal may have forgotten some. */
  public boolean isSuspect() {
    return suspicion.stands();
  }

  /** A new term, or a vote in the present one. */
  public void make(HardState next) {
    latest = next;
    ticket = writer.persist(next, false);
  }

  /** The vote of the present term, unless it is given already. */
  public void voteFor(NodeId candidate) {
    if (latest.vote().isEmpty()) {
      make(new HardState(latest.term(), Optional.of(candidate)));
    }
  }

  /**
   * The log is the leader's of the present term, up to an entry of that term which it committed.
   * That may end a suspicion; then the leader has this term's vote.
   *
   * @return whether it did
   */
  public boolean heal(Optional<NodeId> leader) {
    if (!suspicion.endsIn(latest.term())) {
      return false;
    }
    latest = new HardState(latest.term(), leader);
    ticket = writer.persist(latest, true);
    return true;
  }
}
