package conclave.raft.log;

import java.util.List;

/**
 * Port to the journal's reserved space (law L12). An index counts as assigned only once the bytes
 * for its entry are reserved, so that a proposal that meets a full disk is certainly not done.
 *
 * <p>Answers at once and never blocks. Thread-safe: several groups draw on one journal.
 */
public interface LogSpace {

  /** A disk without end; for tests and for groups that live in memory alone. */
  LogSpace UNLIMITED = entries -> true;

  /**
   * Takes what the journal needs to write {@code entries}, framing included, out of the space that
   * is already allocated and synced.
   *
   * @return false when there is not that much; then nothing was taken, and the caller must refuse
   */
  boolean reserve(List<Entry> entries);
}
