package conclave.raft;

import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import java.util.List;

/**
 * A stretch of the log as the {@link Acceptor} hands it out for the leadership of exactly one term,
 * the only way in which a leadership ever sees the log (law L3).
 *
 * @param term the leadership that it is for
 * @param previous the id right before the first entry
 * @param entries consecutive entries, possibly none
 */
public record Slice(long term, EntryId previous, List<Entry> entries) {

  /** The id of the last entry, or {@code previous} where there is none. */
  public EntryId end() {
    return entries.isEmpty() ? previous : entries.get(entries.size() - 1).id();
  }
}
