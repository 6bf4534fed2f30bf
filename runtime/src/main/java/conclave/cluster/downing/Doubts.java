package conclave.cluster.downing;

import conclave.cluster.table.Run;
import conclave.cluster.table.Seat;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which doubts stand for how long, and when a run that answered may be doubted again, in looks. */
final class Doubts {

  /**
   * What a run is judged by.
   *
   * @param since which look it is not there
   */
  record Looks(long since, long now) {}

  private record Standing(long doubt, long since) {}

  private final Grace grace;
  private final Map<Run, Standing> standing = new HashMap<>();
  private final Map<Run, Long> quietUntil = new HashMap<>();

  Doubts(Grace grace) {
    this.grace = grace;
  }

  /** Nobody else is absent any more. */
  void keep(Set<Run> absent) {
    standing.keySet().retainAll(absent);
    quietUntil.keySet().retainAll(absent);
  }

  /** The log was silent: whoever is doubted has its whole time once more. */
  void beginAnew() {
    standing.clear();
  }

  /** Whether that run is to be doubted now, or to be given up, or neither. */
  void weigh(Seat seat, Looks looks, Verdicts verdicts) {
    if (seat.doubt() == 0) {
      if (due(seat, looks.since(), looks.now())) {
        verdicts.doubt(seat);
      }
    } else if (unanswered(seat, looks.since(), looks.now())) {
      verdicts.giveUp(seat);
    }
  }

  /** Whether that run, under no doubt, is to be doubted now. */
  private boolean due(Seat seat, long absentSince, long look) {
    standing.remove(seat.run());
    boolean due =
        look - absentSince >= grace.doubt()
            && look >= quietUntil.getOrDefault(seat.run(), Long.MIN_VALUE);
    if (due) {
      quietUntil.put(seat.run(), look + grace.answer());
    }
    return due;
  }

  /**
   * Whether that run, under a doubt, has left it unanswered for too long; said now and then.
   * Whoever was not absent in between has its whole time once more, as it takes it for itself.
   */
  private boolean unanswered(Seat seat, long absentSince, long look) {
    quietUntil.put(seat.run(), look + grace.answer());
    Standing known = standing.get(seat.run());
    if (known == null || known.doubt() != seat.doubt()) {
      standing.put(seat.run(), new Standing(seat.doubt(), look));
      return false;
    }
    boolean unanswered =
        look - known.since() >= grace.answer()
            && look - absentSince >= grace.doubt() + grace.answer();
    if (unanswered) {
      long again = look - grace.answer() + grace.steady();
      standing.put(seat.run(), new Standing(seat.doubt(), again));
    }
    return unanswered;
  }
}
