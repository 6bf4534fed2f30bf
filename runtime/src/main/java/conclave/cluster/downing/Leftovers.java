package conclave.cluster.downing;

import conclave.cluster.table.Roll;
import conclave.cluster.table.Run;
import conclave.cluster.table.Seat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs that stand on the roll and are no members of the Akka cluster: about to join it, or gone for
 * good. Nobody misses these, so they are looked for now and then. One that is found for long is
 * asked by the log, and its seat is given back when it leaves that unanswered; whoever lives and
 * reaches the log keeps it.
 */
final class Leftovers {

  /** Joining takes as many answers at most, for whoever can. */
  private static final int JOINING = 3;

  private final Grace grace;
  private final Doubts doubts;

  /** Since which look. */
  private final Map<Run, Long> since = new HashMap<>();

  private Set<Long> members = Set.of();
  private long read;

  Leftovers(Grace grace) {
    this.grace = new Grace(JOINING * grace.answer(), grace.answer(), grace.alone(), grace.steady());
    this.doubts = new Doubts(this.grace);
  }

  /**
   * Time passes.
   *
   * @param now uids of all members
   * @return whether the roll is to be read: seldom, until somebody is found
   */
  boolean look(long look, Set<Long> now) {
    members = now;
    if (look - read > grace.steady()) {
      doubts.beginAnew();
    }
    return !since.isEmpty() || look - read >= grace.answer();
  }

  /** The log answered. */
  void read(Roll roll, long look, Verdicts verdicts) {
    read = look;
    List<Seat> found =
        roll.standing().stream().filter(seat -> !members.contains(seat.run().uid())).toList();
    List<Run> runs = new ArrayList<>();
    found.forEach(seat -> runs.add(seat.run()));
    since.keySet().retainAll(runs);
    doubts.keep(Set.copyOf(runs));
    for (Seat seat : found) {
      long first = since.computeIfAbsent(seat.run(), run -> look);
      doubts.weigh(seat, new Doubts.Looks(first, look), verdicts);
    }
  }

  /** This run is in no Akka cluster. */
  void forget(long look) {
    since.clear();
    doubts.keep(Set.of());
    read = look;
  }
}
