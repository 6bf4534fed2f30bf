package conclave.laws;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Who is reluctant leads only where nobody else does, and then it does. */
class ReluctantNodesTest {

  private static final int DEATHS = 20;

  private static SimCluster world(long seed, Predicate<SimNode> reluctant) {
    SimCluster.Host host =
        new SimCluster.Host() {
          @Override
          public boolean reluctant(SimNode node) {
            return reluctant.test(node);
          }
        };
    SimCluster world = new SimCluster(new Simulation(seed), 3, host, new Tally());
    world.nodes().forEach(SimNode::start);
    pass(world, 4);
    return world;
  }

  private static void pass(SimCluster world, int seconds) {
    world.simulation().run(world.simulation().now() + seconds * Simulation.SECOND);
  }

  /** The leader dies again and again; how often n1 has led then. */
  private static int ledByTheFirst(SimCluster world) {
    int led = 0;
    for (int death = 0; death < DEATHS; death++) {
      SimNode leader = world.leader().orElseThrow();
      leader.crash();
      pass(world, 3);
      led += world.leader().orElseThrow().id().name().equals("n1") ? 1 : 0;
      leader.start();
      pass(world, 1);
    }
    return led;
  }

  @Test
  void aReluctantNodeIsNotElectedWhileAnotherOneCampaigns() {
    int eager = ledByTheFirst(world(1, node -> false));
    int reluctant = ledByTheFirst(world(1, node -> node.id().name().equals("n1")));
    System.out.printf(
        "of %d elections n1 won %d, and %d where it was reluctant%n", DEATHS, eager, reluctant);
    assertThat(eager).isGreaterThan(DEATHS / 6);
    assertThat(reluctant).isZero();
  }

  @Test
  void whereAllAreReluctantOneLeads() {
    assertThat(ledByTheFirst(world(2, node -> true))).isBetween(DEATHS / 6, DEATHS);
  }
}
