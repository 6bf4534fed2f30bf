package conclave.cluster.founding;

import conclave.cluster.table.Roll;
import conclave.cluster.table.RollCommand;
import conclave.cluster.table.Run;
import conclave.cluster.table.Seat;
import conclave.raft.log.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold of everything that an all-seeing observer of a {@link Stage} sees. */
final class FoundingLaws {

  /** Beyond what whoever can reach the log needs to hear of an entry, and to act. */
  private static final int SLACK = 2 * Stage.LAG + 1;

  private final Stage stage;
  private final Map<Long, Run> founders = new TreeMap<>();
  private final Map<Long, Run> foundings = new TreeMap<>();
  private final Map<Run, Long> boundTo = new HashMap<>();
  private final Map<Run, Integer> doubtedAt = new HashMap<>();
  private final Map<Run, Integer> misplacedSince = new HashMap<>();
  private final Set<Run> over = new HashSet<>();
  private int claims;
  private int givenUp;
  private int refused;
  private int fenced;

  FoundingLaws(Stage stage) {
    this.stage = stage;
  }

  /** That command was applied to that roll. */
  void committed(Roll before, RollCommand command) {
    Roll after = stage.table.roll();
    for (Seat seat : after.seats().values()) {
      if (seat.doubt() > 0) {
        doubtedAt.putIfAbsent(seat.run(), stage.round);
      } else {
        doubtedAt.remove(seat.run());
      }
      if (seat.generation() > 0) {
        Long former = boundTo.putIfAbsent(seat.run(), seat.generation());
        require(
            former == null || former == seat.generation(),
            "%s was of generation %d and is of %d",
            seat.run(),
            former,
            seat.generation());
      }
    }
    for (Seat seat : after.seats().values()) {
      require(!over.contains(seat.run()), "%s was given up, and is back", seat.run());
    }
    if (after.generation() != before.generation()) {
      before.standing().forEach(seat -> over.add(seat.run()));
      claimed(before, after);
    } else if (command instanceof RollCommand.Claim) {
      refused++;
    }
  }

  private void claimed(Roll before, Roll after) {
    claims++;
    require(
        founders.put(after.generation(), after.founder().orElseThrow()) == null,
        "two founders of generation %d",
        after.generation());
    require(
        after.generation() == before.generation() + 1,
        "generation %d follows %d",
        after.generation(),
        before.generation());
    for (Stage.Node node : stage.nodes) {
      if (node.process != null && isOf(node.process, before)) {
        givenUp++;
        int since = doubtedAt.getOrDefault(node.process.run, stage.round);
        require(
            node.unwellAt >= since && since < stage.round,
            "generation %d is founded while %s of generation %d lives and could say so",
            after.generation(),
            node.process.run,
            before.generation());
      }
    }
  }

  private boolean isOf(Stage.Process process, Roll roll) {
    return roll.generation() > 0
        && (boundTo.getOrDefault(process.run, 0L) == roll.generation()
            || (process.akka != null && process.akka.generation() == roll.generation()));
  }

  void joinsItself(long generation, Run run) {
    require(
        run.equals(founders.get(generation)),
        "%s founds generation %d, whose founder is %s",
        run,
        generation,
        founders.get(generation));
    require(foundings.put(generation, run) == null, "generation %d is founded twice", generation);
  }

  void joinsThrough(Run run, NodeId through) {
    require(!run.node().equals(through), "%s joins through itself", run);
  }

  void startsAfresh(String reason) {
    fenced += reason.contains("was founded by") ? 1 : 0;
  }

  /** After each round. */
  void check() {
    for (Stage.Node node : stage.nodes) {
      if (node.process != null && node.process.akka != null) {
        check(node, node.process);
      }
    }
  }

  private void check(Stage.Node node, Stage.Process process) {
    Long bound = boundTo.get(process.run);
    require(
        bound != null && bound == process.akka.generation(),
        "%s is in the Akka cluster of generation %d, and the log has it in %s",
        process.run,
        process.akka.generation(),
        bound);
    if (process.akka.generation() == stage.generation()) {
      misplacedSince.remove(process.run);
      return;
    }
    int since = misplacedSince.merge(process.run, stage.round, Math::min);
    require(
        stage.round - Math.max(since, node.unwellAt) <= SLACK,
        "%s stays in generation %d while the log has %d",
        process.run,
        process.akka.generation(),
        stage.generation());
  }

  private void require(boolean holds, String sentence, Object... values) {
    if (!holds) {
      throw new AssertionError("round %d: %s".formatted(stage.round, sentence.formatted(values)));
    }
  }

  int claims() {
    return claims;
  }

  /** Runs that lived, and were given up because they could not speak up. */
  int givenUp() {
    return givenUp;
  }

  int refused() {
    return refused;
  }

  /** Runs that left when they heard of another generation. */
  int fenced() {
    return fenced;
  }
}
