package conclave.sim.pure;

import conclave.history.History;
import conclave.history.Linearizability;
import conclave.history.Verdict;
import conclave.history.model.MapCall;
import conclave.history.model.MapModel;
import conclave.history.model.MapResult;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.world.Invariants;
import conclave.sim.world.Nemesis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One seed: a cluster, its clients and a nemesis, for twenty seconds of faults and a few of peace.
 * It ends with a report, or throws with what was broken.
 */
public final class Run {

  public static final long FAULTS = 20 * Simulation.SECOND;
  public static final long PEACE = 6 * Simulation.SECOND;
  public static final int CLIENTS = 4;

  private static final long LOOK = 50 * Simulation.MILLI;

  /**
   * What one seed showed.
   *
   * @param virtualNanos simulated time
   */
  public record Report(long seed, long traceHash, Tally tally, long virtualNanos) {}

  private final long seed;
  private final Simulation simulation;
  private final Tally tally = new Tally();
  private final SimCluster world;
  private final History<MapCall, MapResult> history = new History<>();
  private final List<SimClient> clients = new ArrayList<>();

  private Run(long seed, SimCluster.Host host) {
    this.seed = seed;
    this.simulation = new Simulation(seed);
    int size = Math.floorMod(seed, 3) == 2 ? 5 : 3;
    this.world = new SimCluster(simulation, size, host, tally);
    for (int i = 1; i <= CLIENTS; i++) {
      clients.add(new SimClient(world, "c" + i, history));
    }
  }

  /** Runs the cluster as it is. */
  public static Report of(long seed) {
    return of(seed, SimCluster.Host.CORRECT);
  }

  /** Runs it with another host; a planted bug shows as a {@link RuntimeException}. */
  public static Report of(long seed, SimCluster.Host host) {
    return new Run(seed, host).run();
  }

  private Report run() {
    Nemesis nemesis = new Nemesis(world);
    world.host().begins(world);
    world.nodes().forEach(SimNode::start);
    clients.forEach(SimClient::start);
    nemesis.start();
    simulation.run(FAULTS);
    nemesis.heal();
    simulation.run(FAULTS + PEACE / 2);
    while (!wereServedLately() && simulation.now() < FAULTS + PEACE) {
      simulation.run(simulation.now() + LOOK);
    }
    requireProgress();
    requireLinearizable();
    return new Report(seed, simulation.traceHash(), tally, simulation.now());
  }

  /** Then there is nothing left to wait for. */
  private boolean wereServedLately() {
    return clients.stream().allMatch(client -> client.lastDone() > FAULTS + PEACE / 2)
        && (!world.changesMembers() || world.invariants().membersUnfinished(world).isEmpty());
  }

  /** After the last fault the cluster serves every client, and all replicas agree. */
  private void requireProgress() {
    for (SimClient client : clients) {
      world
          .invariants()
          .require(
              client.lastDone() > FAULTS + PEACE / 2,
              "a client was last answered at %d ms, though no fault struck after %d ms: %s",
              client.lastDone() / Simulation.MILLI,
              FAULTS / Simulation.MILLI,
              world.nodes());
    }
    if (world.changesMembers()) {
      Optional<String> unfinished = world.invariants().membersUnfinished(world);
      world
          .invariants()
          .require(
              unfinished.isEmpty(),
              "at peace for %d ms, and %s: %s",
              PEACE / Simulation.MILLI,
              unfinished.orElse(""),
              world.nodes());
    }
  }

  private void requireLinearizable() {
    Verdict verdict = new Linearizability<>(new MapModel()).check(history);
    if (!(verdict instanceof Verdict.Linearizable)) {
      throw new Invariants.Broken("the clients' history is not linearizable: " + verdict);
    }
  }
}
