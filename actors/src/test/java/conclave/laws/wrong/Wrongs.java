package conclave.laws.wrong;

import conclave.laws.Plant;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.map.table.MapTable;
import conclave.raft.Acceptor;
import conclave.sim.Simulation;
import conclave.sim.pure.Run;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Now and then the machines of one node go wrong, once the last time is mended: where three have
 * three truths, nobody can find the right one. An operator restarts whoever is left without.
 */
public final class Wrongs implements SimCluster.Host {

  /** Two audits are due between. */
  private static final int EVERY_MILLIS = 2_500;

  private final Map<SimNode, SaltedMap> machines = new HashMap<>();
  private final String victim;
  private boolean due;
  private int hits;

  /**
   * @param victim the name of that node
   */
  public Wrongs(String victim) {
    this.victim = victim;
  }

  /** How often machines went wrong. */
  public int hits() {
    return hits;
  }

  @Override
  public Machines machines(SimNode node) {
    SaltedMap map = new SaltedMap(() -> isHit(node));
    machines.put(node, map);
    return new Machines(SessionLimits.STANDARD, Map.of(MapTable.NAME, map));
  }

  private boolean isHit(SimNode node) {
    boolean early = node.world().simulation().now() < Run.FAULTS;
    boolean hit =
        due && early && node.id().name().equals(victim) && salts(node.world().nodes()) == 1;
    if (hit) {
      due = false;
      hits++;
    }
    return hit;
  }

  @Override
  public long auditEvery() {
    return 500 * Simulation.MILLI;
  }

  @Override
  public boolean mayDiverge(SimNode node) {
    return hits > 0;
  }

  @Override
  public void begins(SimCluster world) {
    Plant.every(EVERY_MILLIS, world, any -> due = true);
    int peace = (int) (Run.FAULTS / Simulation.MILLI);
    for (int at = peace + 500; at < peace + 2_000; at += 1_000) {
      Plant.later(at, world, () -> world.nodes().forEach(Wrongs::restartIfLost));
    }
  }

  private static void restartIfLost(SimNode node) {
    if (node.acceptor().filter(Acceptor::stateLost).isPresent()) {
      Plant.restart(node);
    }
  }

  /**
   * Whether all have the same machines; or a voter is gone for good that could say who is right.
   */
  public boolean agree(SimCluster world) {
    Acceptor leader = world.leader().flatMap(SimNode::acceptor).orElseThrow();
    List<SimNode> voters =
        world.nodes().stream()
            .filter(node -> node.running() && leader.configuration().isVoter(node.id()))
            .toList();
    return voters.size() < leader.configuration().voters().size() || salts(voters) == 1;
  }

  private long salts(Collection<SimNode> nodes) {
    return nodes.stream().map(node -> machines.get(node).salt()).distinct().count();
  }
}
