package conclave.sim.world;

import conclave.history.History;
import conclave.history.Linearizability;
import conclave.history.Verdict;
import conclave.history.model.MapCall;
import conclave.history.model.MapModel;
import conclave.history.model.MapResult;
import conclave.raft.Acceptor;
import conclave.raft.log.Configuration;
import conclave.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One story for every host: a cluster, its clients and a nemesis; faults, then peace, then the
 * verdict.
 *
 * @param faults for so long faults strike, in nanoseconds of virtual time
 * @param peace for so long at most nothing does afterwards
 * @param clients how many
 * @param tempo by which the time between two faults is multiplied
 */
public record Scenario(long faults, long peace, int clients, double tempo) {

  private static final long LOOK = 50 * Simulation.MILLI;

  /**
   * After the last fault. A leader that stays begins another term for whoever needs one after five
   * election time-outs, here three seconds; the rest is for finding that out, and for elections.
   */
  private static final long WELL_WITHIN = 8 * Simulation.SECOND;

  /** Plays it, and throws what was broken; the world's time is then that of the end. */
  public void play(World world) {
    History<MapCall, MapResult> history = new History<>();
    List<Client> crowd = new ArrayList<>();
    for (int i = 1; i <= clients; i++) {
      crowd.add(world.client("c" + i, history));
    }
    Nemesis nemesis = new Nemesis(world, tempo);
    world.begins();
    world.nodes().forEach(Node::start);
    crowd.forEach(Client::start);
    nemesis.start();
    world.simulation().run(faults);
    nemesis.heal();
    world.simulation().run(faults + peace / 2);
    while (!isSettled(world, crowd) && world.simulation().now() < faults + peace) {
      world.simulation().run(world.simulation().now() + LOOK);
    }
    requireProgress(world, crowd);
    while (unwell(world).isPresent() && world.simulation().now() < faults + WELL_WITHIN) {
      world.simulation().run(world.simulation().now() + LOOK);
    }
    requireWell(world);
    requireLinearizable(history);
  }

  /** Then there is nothing left to wait for. */
  private boolean isSettled(World world, List<Client> crowd) {
    return crowd.stream().allMatch(client -> client.lastDone() > faults + peace / 2)
        && unfinished(world).isEmpty();
  }

  private static Optional<String> unfinished(World world) {
    return world.changesMembers() ? world.invariants().membersUnfinished(world) : Optional.empty();
  }

  /** After the last fault the cluster serves every client, and members are who they shall be. */
  private void requireProgress(World world, List<Client> crowd) {
    for (Client client : crowd) {
      world
          .invariants()
          .require(
              client.lastDone() > faults + peace / 2,
              "a client was last answered at %d ms, though no fault struck after %d ms: %s",
              client.lastDone() / Simulation.MILLI,
              faults / Simulation.MILLI,
              world.nodes());
    }
    Optional<String> unfinished = unfinished(world);
    world
        .invariants()
        .require(
            unfinished.isEmpty(),
            "at peace for %d ms, and %s: %s",
            peace / Simulation.MILLI,
            unfinished.orElse(""),
            world.nodes());
  }

  /** Whoever lost its state has got another one, and whose memory was damaged is trusted again. */
  private void requireWell(World world) {
    Optional<String> unwell = unwell(world);
    world
        .invariants()
        .require(
            unwell.isEmpty(),
            "%s, though no fault struck after %d ms",
            unwell.orElse(""),
            faults / Simulation.MILLI);
  }

  /** A sentence about a member that is not well. */
  private static Optional<String> unwell(World world) {
    Optional<Configuration> members =
        world.leader().flatMap(Node::acceptor).map(Acceptor::configuration);
    return world.nodes().stream()
        .filter(node -> members.filter(now -> now.contains(node.id())).isPresent())
        .flatMap(node -> node.acceptor().stream())
        .flatMap(acceptor -> complaint(acceptor).stream())
        .findFirst();
  }

  private static Optional<String> complaint(Acceptor acceptor) {
    if (acceptor.stateLost()) {
      return Optional.of(acceptor.self() + " lost its state and was sent none");
    }
    return acceptor.suspect()
        ? Optional.of(acceptor.self() + " is suspect, and no term began that heals it")
        : Optional.empty();
  }

  private static void requireLinearizable(History<MapCall, MapResult> history) {
    Verdict verdict = new Linearizability<>(new MapModel()).check(history);
    if (!(verdict instanceof Verdict.Linearizable)) {
      throw new Invariants.Broken("the clients' history is not linearizable: " + verdict);
    }
  }
}
