package conclave.cluster.table;

import conclave.cluster.table.RollCommand.Claim;
import conclave.cluster.table.RollCommand.Doubt;
import conclave.cluster.table.RollCommand.Doubted;
import conclave.cluster.table.RollCommand.GiveUp;
import conclave.cluster.table.RollCommand.Join;
import conclave.cluster.table.RollCommand.Start;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One history of a roll: few nodes that start, join, are doubted and given up, and whatever was
 * ever said is said again at any later time. Watches that nobody who was given up comes back.
 */
final class LateWords {

  private static final int NODES = 4;

  ClusterTable table;
  private final Random random;
  private final Run[] runs = new Run[NODES];
  private final List<RollCommand> said = new ArrayList<>();
  private final Set<Run> over = new HashSet<>();
  private long index;
  private long uids;
  int late;
  int refused;

  LateWords(long seed, ClusterTable table) {
    this.random = new Random(seed);
    this.table = table;
    for (int i = 0; i < NODES; i++) {
      runs[i] = fresh(i);
    }
  }

  private Run fresh(int node) {
    return new Run(new NodeId("n" + node, 1), ++uids);
  }

  /** Goes on with that machine. */
  LateWords on(ClusterTable other) {
    table = other;
    return this;
  }

  /** Runs that were given up. */
  int givenUp() {
    return over.size();
  }

  /**
   * @throws AssertionError when one of those has a seat again
   */
  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      boolean again = !said.isEmpty() && random.nextInt(3) == 0;
      RollCommand command = again ? said.get(random.nextInt(said.size())) : next();
      said.add(command);
      apply(command, again);
      for (Seat seat : table.roll().seats().values()) {
        if (over.contains(seat.run())) {
          throw new AssertionError(seat.run() + " was given up, and is back by " + command);
        }
      }
    }
  }

  private void apply(RollCommand command, boolean again) {
    List<Seat> before = table.roll().standing();
    byte[] reply = table.apply(++index, command.encode());
    if (command instanceof GiveUp || command instanceof Claim) {
      before.stream()
          .filter(seat -> table.roll().seat(seat.run()).isEmpty())
          .forEach(seat -> over.add(seat.run()));
    }
    if (again && command instanceof Start start && over.contains(start.run())) {
      late++;
      refused += refused(reply) ? 1 : 0;
    }
  }

  private static boolean refused(byte[] reply) {
    try {
      return RollReply.decode(reply) instanceof RollReply.Refused;
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** What somebody would say by this roll. */
  private RollCommand next() {
    Roll roll = table.roll();
    int node = random.nextInt(NODES);
    if (over.contains(runs[node]) || random.nextInt(12) == 0) {
      runs[node] = fresh(node);
    }
    Run run = runs[node];
    Optional<Seat> seat = roll.seat(run);
    if (seat.isEmpty()) {
      long after = roll.seat(run.node()).map(held -> held.run().uid()).orElse(0L);
      return new Start(run, after, "h:1");
    }
    List<Seat> standing = roll.standing();
    List<Doubted> doubted =
        standing.stream()
            .filter(each -> each.doubt() > 0)
            .map(each -> new Doubted(each.run(), each.doubt()))
            .toList();
    if (!roll.stands(run)) {
      return doubted.size() == standing.size()
          ? new Claim(roll.generation(), run, doubted)
          : new Join(roll.generation(), run);
    }
    return doubted.isEmpty() || random.nextInt(3) == 0
        ? new Doubt(roll.generation(), List.of(standing.get(random.nextInt(standing.size())).run()))
        : new GiveUp(roll.generation(), run, doubted);
  }
}
