package conclave.sharding;

import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.pure.Run;
import conclave.sim.pure.SimNode;
import conclave.sim.world.Invariants;
import conclave.sim.world.Nemesis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One seed of placement: nodes that die and return, links that fail, weights that change, and then
 * peace, in which all nodes must come to one table of those that are there. It ends with a report,
 * or throws with what was broken.
 */
final class RingRun {

  private static final long FAULTS = 20 * Simulation.SECOND;
  private static final long PEACE = 8 * Simulation.SECOND;

  private final long seed;
  private final RingWorld world;
  private final Simulation simulation;
  private final RandomGenerator random;
  private final Life trouble = Life.WORLD.part();

  private RingRun(long seed, RingWorld.Rig rig) {
    this.seed = seed;
    this.world = new RingWorld(seed, rig);
    this.simulation = world.simulation();
    this.random = simulation.stream();
  }

  static Run.Report of(long seed, RingWorld.Rig rig) {
    return new RingRun(seed, rig).run();
  }

  private Run.Report run() {
    Nemesis nemesis = new Nemesis(world.cluster());
    world.cluster().nodes().forEach(SimNode::start);
    nemesis.start();
    trouble();
    simulation.run(FAULTS);
    nemesis.heal();
    trouble.end();
    simulation.run(FAULTS + PEACE);
    requireOneTable();
    return new Run.Report(seed, simulation.traceHash(), world.tally(), FAULTS + PEACE);
  }

  private void trouble() {
    long pause = random.nextLong(200 * Simulation.MILLI, 2 * Simulation.SECOND);
    simulation.after(
        pause,
        trouble,
        () -> {
          if (random.nextBoolean()) {
            changeWeight();
          } else {
            killPlacement();
          }
          trouble();
        });
  }

  private void changeWeight() {
    List<NodeId> nodes = new ArrayList<>(world.weights().keySet());
    world.weights().put(nodes.get(random.nextInt(nodes.size())), random.nextInt(4));
    world.weights().put(nodes.get(0), 1 + random.nextInt(3));
    world.tally().add(RingFigure.WEIGHTS_CHANGED, 1);
  }

  private void killPlacement() {
    List<SimNode> nodes = world.cluster().nodes();
    SimNode victim = nodes.get(random.nextInt(nodes.size()));
    if (victim.running() && victim.replica().isAlive()) {
      world.placement(victim).ifPresent(SimPlacement::kill);
      world.tally().add(RingFigure.PLACEMENTS_KILLED, 1);
    }
  }

  /** A node that lost its disk is somebody else, and no member. */
  private void requireOneTable() {
    Map<NodeId, Integer> expected = new TreeMap<>();
    for (SimNode node : world.cluster().nodes()) {
      if (world.weights().containsKey(node.id())) {
        expected.put(node.id(), world.weights().get(node.id()));
      }
    }
    PartitionTable last = world.ledger().table(world.ledger().latest());
    Map<NodeId, Integer> members = new TreeMap<>();
    last.members().forEach(member -> members.put(member.node(), member.weight()));
    if (!members.equals(expected)) {
      throw new Invariants.Broken(
          "the last table is of %s, and not of %s, though no fault struck after %d ms: %s"
              .formatted(members, expected, FAULTS / Simulation.MILLI, world.cluster().nodes()));
    }
    for (SimNode node : world.cluster().nodes()) {
      PartitionTable shown = world.placement(node).orElseThrow().published();
      if (expected.containsKey(node.id()) && !shown.equals(last)) {
        throw new Invariants.Broken(node.id() + " shows " + shown + " and not " + last);
      }
    }
  }
}
