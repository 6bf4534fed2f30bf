package conclave.raft.log;

/**
 * Names one entry: an index alone is ambiguous, since a later leader may have put another entry
 * there. Two logs that hold the same id hold the same entries up to it (Raft, section 5.3).
 *
 * @param term the term of the leader that created the entry; 0 only for {@link #NONE}
 * @param index the position in the log, from 1; 0 only for {@link #NONE}
 */
public record EntryId(long term, long index) implements Comparable<EntryId> {

  /** The position before the first entry. */
  public static final EntryId NONE = new EntryId(0, 0);

  public EntryId {
    if (term < 0 || index < 0 || (term == 0) != (index == 0)) {
      throw new IllegalArgumentException("no such entry id: term " + term + ", index " + index);
    }
  }

  /** Orders logs by how up to date they are: by last term, then by length (Raft, section 5.4.1). */
  @Override
  public int compareTo(EntryId other) {
    int byTerm = Long.compare(term, other.term);
    return byTerm != 0 ? byTerm : Long.compare(index, other.index);
  }

  @Override
  public String toString() {
    return index + "@" + term;
  }
}
