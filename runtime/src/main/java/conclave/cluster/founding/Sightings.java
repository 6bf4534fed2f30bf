package conclave.cluster.founding;

import conclave.cluster.table.Run;
import conclave.cluster.table.Seat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which runs were heard to be in the Akka cluster lately, and which have been doubted for how long,
 * in ticks of the role. Knows no more runs than stand in the roll.
 */
final class Sightings {

  private record Doubted(long doubt, long since) {}

  private final Map<Run, Long> heard = new HashMap<>();
  private final Map<Run, Doubted> doubts = new HashMap<>();

  /** The roll has these runs now. */
  void keep(List<Seat> standing, long tick) {
    List<Run> runs = standing.stream().map(Seat::run).toList();
    heard.keySet().retainAll(runs);
    doubts.keySet().retainAll(runs);
    for (Seat seat : standing) {
      Doubted known = doubts.get(seat.run());
      if (known == null || known.doubt() != seat.doubt()) {
        doubts.put(seat.run(), new Doubted(seat.doubt(), tick));
      }
    }
  }

  /** That run said that it is in. One that the roll does not have is passed over. */
  void hear(Run run, long tick) {
    if (doubts.containsKey(run)) {
      heard.put(run, tick);
    }
  }

  /** Where those live who said so within that many ticks. */
  List<String> addresses(List<Seat> standing, long tick) {
    return standing.stream()
        .filter(seat -> tick - heard.getOrDefault(seat.run(), -1_000_000L) <= Patience.FRESH)
        .map(Seat::address)
        .toList();
  }

  /** Whether each of them has been under the same doubt for at least that many ticks. */
  boolean allGivenUp(List<Seat> standing, long tick, int patience) {
    return standing.stream()
        .allMatch(seat -> seat.doubt() > 0 && tick - doubts.get(seat.run()).since() >= patience);
  }
}
