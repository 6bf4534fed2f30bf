package conclave.machine.keys;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Says when kept answers are old enough to be forgotten: the pure role beside the table, one on
 * each node for each group, of which only the leader's proposes. No clock decides in the table;
 * here one decides when to propose (law L5).
 *
 * <ul>
 *   <li>It is shown the table now and then, and notes the newest entry and the time: everything up
 *       to that entry is at least so old. So nothing is ever believed to be older than it is, with
 *       however much delay the table was looked at.
 *   <li>Whoever begins to lead begins afresh, and so does a new life. After a time without a
 *       leader, in which nobody could ask again, everything is kept for the whole time once more.
 *   <li>A look that comes late was a pause, in which callers may have got no answer either: the
 *       delay does not count.
 * </ul>
 *
 * <p>Answers are kept longer for each of these, never shorter. Not thread-safe.
 */
public final class KeyRetention {

  /** The most notes; beyond, the newest stands for those that have no place. */
  static final int MAX_NOTES = 1_024;

  /**
   * @param retainNanos for how long answers are kept at least
   * @param lookNanos how often the table is looked at; also kept longer by so much, for clocks that
   *     run fast
   */
  public record Settings(long retainNanos, long lookNanos) {
    public Settings {
      if (lookNanos < 1 || retainNanos < lookNanos) {
        throw new IllegalArgumentException(
            "answers are kept for %d ns and looked at each %d ns: both must be positive, and the second not longer"
                .formatted(retainNanos, lookNanos));
      }
    }
  }

  /** Everything up to the entry is at least as old as the note; on a clock without pauses. */
  private record Note(long index, long at) {}

  private final Settings settings;
  private final Deque<Note> notes = new ArrayDeque<>();
  private long term;
  private boolean leads;

  /** All pauses so far: time that does not count. */
  private long paused;

  private long lookedAt;
  private boolean looked;

  /** What is old enough; proposed until it is gone. */
  private long old;

  public KeyRetention(Settings settings) {
    this.settings = settings;
  }

  /** The replica beside it takes somebody for the leader, in a term. */
  public void leader(long newTerm, boolean self) {
    if (newTerm != term || self != leads) {
      term = newTerm;
      leads = self;
      notes.clear();
      old = 0;
      looked = false;
    }
  }

  /** Whether to look at the table at all. */
  public boolean leads() {
    return leads;
  }

  /**
   * This is what the table keeps, shown at that time or before it.
   *
   * @return what to propose to forget, all up to that entry; empty where nothing is old enough
   */
  public OptionalLong look(KeyReply.View table, long nowNanos) {
    if (!leads) {
      return OptionalLong.empty();
    }
    long now = counted(nowNanos);
    if (table.newest() > (notes.isEmpty() ? old : notes.getLast().index())) {
      note(new Note(table.newest(), now));
    }
    long enough = settings.retainNanos() + settings.lookNanos();
    while (!notes.isEmpty() && now - notes.getFirst().at() >= enough) {
      old = notes.removeFirst().index();
    }
    boolean left = table.oldest() > 0 && table.oldest() <= old;
    return left ? OptionalLong.of(old) : OptionalLong.empty();
  }

  /** The time less all pauses. */
  private long counted(long now) {
    long late = looked ? now - lookedAt - settings.lookNanos() : 0;
    if (late > settings.lookNanos()) {
      paused += late;
    }
    lookedAt = now;
    looked = true;
    return now - paused;
  }

  private void note(Note next) {
    if (notes.size() == MAX_NOTES) {
      notes.removeLast();
    }
    notes.add(next);
  }

  int notes() {
    return notes.size();
  }
}
