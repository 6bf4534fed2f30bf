package conclave.cluster.downing;

import conclave.cluster.table.RollCommand;
import conclave.cluster.table.RollCommand.Doubted;
import conclave.cluster.table.Run;
import conclave.cluster.table.Seat;
import java.util.ArrayList;
import java.util.List;

/** What one reading of the roll leads to. */
final class Verdicts {

  private final List<Run> fresh = new ArrayList<>();
  private final List<Doubted> silent = new ArrayList<>();

  void doubt(Seat seat) {
    fresh.add(seat.run());
  }

  /** By the doubt that it is under. */
  void giveUp(Seat seat) {
    silent.add(new Doubted(seat.run(), seat.doubt()));
  }

  /** Proposed by that run, which stands in that generation. */
  void propose(long generation, Run by, List<Effect> effects) {
    if (!fresh.isEmpty()) {
      effects.add(new Effect.Propose(new RollCommand.Doubt(generation, fresh)));
    }
    if (!silent.isEmpty()) {
      effects.add(new Effect.Propose(new RollCommand.GiveUp(generation, by, silent)));
    }
  }
}
