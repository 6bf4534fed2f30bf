package conclave.cluster.downing;

import conclave.cluster.table.Roll;
import conclave.cluster.table.RollCommand;
import conclave.cluster.table.Run;
import conclave.cluster.table.Seat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What must hold of everything that an all-seeing observer of an {@link Arena} sees. */
final class DowningLaws {

  /** Beyond what whoever can reach the log needs to hear of an entry, and to act. */
  private static final int SLACK = 2 * Arena.LAG + 2;

  /** For so long a run that is over may be a member, while somebody could down it. */
  private static final int LONG = 12 * Arena.GRACE.answer();

  private final Arena arena;
  private final Map<Run, Integer> doubtedAt = new HashMap<>();
  private final Map<Run, Integer> overSince = new HashMap<>();
  private final Map<Run, Integer> emptySince = new HashMap<>();
  private final Set<Run> over = new HashSet<>();
  int crashes;
  int doubts;
  int answered;
  int givenUp;
  int downed;
  int fenced;
  int alone;
  int left;
  int wiped;

  DowningLaws(Arena arena) {
    this.arena = arena;
  }

  void proposed(RollCommand command) {
    doubts += command instanceof RollCommand.Doubt ? 1 : 0;
  }

  /** That command was applied to that roll. */
  void committed(Roll before, RollCommand command) {
    Roll after = arena.table.roll();
    for (Seat seat : before.standing()) {
      if (command instanceof RollCommand.GiveUp && !after.stands(seat.run())) {
        givenUp(seat.run());
      }
    }
    for (Seat seat : after.seats().values()) {
      require(!over.contains(seat.run()), "%s was given up, and is back", seat.run());
      if (seat.doubt() > 0) {
        doubtedAt.putIfAbsent(seat.run(), arena.round);
      } else if (doubtedAt.remove(seat.run()) != null) {
        answered++;
      }
    }
  }

  private void givenUp(Run run) {
    givenUp++;
    over.add(run);
    Arena.Node node = node(run);
    int since = doubtedAt.getOrDefault(run, arena.round);
    require(
        node.process == null || !node.process.run.equals(run) || node.unwellAt >= since,
        "%s is given up, lives, and could say so",
        run);
  }

  /** Somebody downs that member. */
  void downs(Run run) {
    downed++;
    require(!arena.table.roll().stands(run), "%s is downed, and stands in the log", run);
    Arena.Node node = node(run);
    boolean lives = node.process != null && node.process.run.equals(run) && node.process.in;
    boolean stoodStill = node.pausedAt >= doubtedAt.getOrDefault(run, 0);
    boolean hears = node.well() && arena.round - node.unwellAt <= SLACK;
    require(!lives || stoodStill || hears, "%s is downed, and goes on", run);
  }

  /** After each round. */
  void check() {
    boolean judged = arena.nodes.stream().anyMatch(node -> node.well() && node.process.in);
    overSince.keySet().retainAll(arena.members);
    for (Run member : arena.members) {
      Arena.Node node = node(member);
      if (node.process == null || !node.process.run.equals(member)) {
        int since = judged ? overSince.merge(member, 1, Integer::sum) : 0;
        require(since < LONG, "%s is over, and nobody downs it", member);
      }
    }
    seats(judged);
  }

  /** Of nodes that will not come back. */
  private void seats(boolean judged) {
    Set<Run> standing = new HashSet<>();
    for (Seat seat : arena.table.roll().standing()) {
      if (!node(seat.run()).id.equals(seat.run().node())) {
        standing.add(seat.run());
        int since = judged ? emptySince.merge(seat.run(), 1, Integer::sum) : 0;
        require(since < LONG, "%s is over, and keeps its seat", seat.run());
      }
    }
    emptySince.keySet().retainAll(standing);
  }

  private Arena.Node node(Run run) {
    return arena.nodes.get(arena.place(run) - 1);
  }

  private void require(boolean holds, String sentence, Run run) {
    if (!holds) {
      throw new AssertionError("round %d: %s".formatted(arena.round, sentence.formatted(run)));
    }
  }
}
