package conclave.sim.pure;

import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.world.Scenario;

/**
 * One seed: a cluster, its clients and a nemesis, for twenty seconds of faults and a few of peace.
 * It ends with a report, or throws with what was broken.
 */
public final class Run {

  public static final long FAULTS = 20 * Simulation.SECOND;
  public static final long PEACE = 6 * Simulation.SECOND;
  public static final int CLIENTS = 4;

  /**
   * What one seed showed.
   *
   * @param virtualNanos simulated time
   */
  public record Report(long seed, long traceHash, Tally tally, long virtualNanos) {}

  public static final Scenario SCENARIO = new Scenario(FAULTS, PEACE, CLIENTS, 1);

  private Run() {}

  /** Runs the cluster as it is. */
  public static Report of(long seed) {
    return of(seed, SimCluster.Host.CORRECT);
  }

  /** Runs it with another host; a planted bug shows as a {@link RuntimeException}. */
  public static Report of(long seed, SimCluster.Host host) {
    Simulation simulation = new Simulation(seed);
    Tally tally = new Tally();
    int size = Math.floorMod(seed, 3) == 2 ? 5 : 3;
    SCENARIO.play(new SimCluster(simulation, size, host, tally));
    return new Report(seed, simulation.traceHash(), tally, simulation.now());
  }
}
