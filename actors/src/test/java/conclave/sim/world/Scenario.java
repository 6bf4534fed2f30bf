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
    requireState(world);
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

  /** Whoever could not read its own snapshot has got another one, if it is a member. */
  private void requireState(World world) {
    Optional<Configuration> members =
        world.leader().flatMap(Node::acceptor).map(Acceptor::configuration);
    for (Node node : world.nodes()) {
      boolean member = members.filter(now -> now.contains(node.id())).isPresent();
      world
          .invariants()
          .require(
              !member || node.acceptor().filter(Acceptor::stateLost).isEmpty(),
              "%s lost its state and was sent none, though no fault struck after %d ms",
              node.id(),
              faults / Simulation.MILLI);
    }
  }

  private static void requireLinearizable(History<MapCall, MapResult> history) {
    Verdict verdict = new Linearizability<>(new MapModel()).check(history);
    if (!(verdict instanceof Verdict.Linearizable)) {
      throw new Invariants.Broken("the clients' history is not linearizable: " + verdict);
    }
  }
}
