package conclave.sim.forgetful;

import conclave.history.History;
import conclave.history.Linearizability;
import conclave.history.Verdict;
import conclave.history.model.MapCall;
import conclave.history.model.MapModel;
import conclave.history.model.MapResult;
import conclave.raft.Acceptor;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.sim.Climate;
import conclave.sim.Fault;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.pure.Run;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.world.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One seed of nodes that keep no log on disk: a process that ends has forgotten everything and
 * comes back as somebody else, and the leader takes the former life out and the new one in. Half of
 * the seeds end one node at a time, when all vote, and must go on serving; the others end whom they
 * like, until a majority is lost, and then nobody may ever answer again.
 */
public final class ForgetfulRun {

  /** What is counted beside the rest. */
  public enum Figure implements Tally.Figure {
    /** A process ended, and all that it knew. */
    LIVES,
    /** Runs that ended without a majority that remembers. */
    LOST_MAJORITIES,
    /** Runs that served to the end. */
    SERVED
  }

  private static final long FAULTS = 12 * Simulation.SECOND;
  private static final long PEACE = 8 * Simulation.SECOND;
  private static final int CLIENTS = 3;

  private final SimCluster world;
  private final RandomGenerator random;
  private final Life faults = Life.WORLD.part();
  private final boolean keepsName;
  private final boolean careful;

  private ForgetfulRun(SimCluster world, boolean keepsName, boolean careful) {
    this.world = world;
    this.random = world.simulation().stream();
    this.keepsName = keepsName;
    this.careful = careful;
  }

  /** Runs nodes as they are. */
  public static Run.Report of(long seed) {
    return of(seed, false);
  }

  /**
   * @param keepsName whether a node comes back under its former name, which is a bug
   */
  public static Run.Report of(long seed, boolean keepsName) {
    Simulation simulation = new Simulation(seed);
    Tally tally = new Tally();
    int size = Math.floorMod(seed, 3) == 2 ? 5 : 3;
    SimCluster world = new SimCluster(simulation, size, SimCluster.Host.CORRECT, tally);
    new ForgetfulRun(world, keepsName, Math.floorMod(seed, 2) == 0).play();
    return new Run.Report(seed, simulation.traceHash(), tally, simulation.now());
  }

  private void play() {
    History<MapCall, MapResult> history = new History<>();
    List<Client> crowd = new ArrayList<>();
    for (int i = 1; i <= CLIENTS; i++) {
      crowd.add(world.client("c" + i, history));
    }
    world.network().climate(Climate.of(random).usual());
    world.nodes().forEach(SimNode::start);
    crowd.forEach(Client::start);
    strikeAgain();
    tendAgain();
    world.simulation().run(FAULTS);
    faults.end();
    world.network().mendAll();
    world.nodes().stream().filter(node -> !node.running()).forEach(SimNode::start);
    boolean lost = isLost();
    world.simulation().run(FAULTS + PEACE);
    judge(crowd, lost);
    requireLinearizable(history);
  }

  private void judge(List<Client> crowd, boolean lost) {
    boolean served = crowd.stream().allMatch(client -> client.lastDone() > FAULTS + PEACE / 2);
    boolean none = crowd.stream().noneMatch(client -> client.lastDone() > FAULTS + PEACE / 2);
    world
        .invariants()
        .require(!careful || served, "not served, though no majority was lost: %s", world.nodes());
    world
        .invariants()
        .require(!lost || none, "served by nodes that have forgotten: %s", world.nodes());
    world.tally().add(lost ? Figure.LOST_MAJORITIES : Figure.SERVED, 1);
  }

  private void strikeAgain() {
    long pause = careful ? 200 : 1_200;
    world.simulation().after(random.nextLong(2 * pause * Simulation.MILLI), faults, this::strike);
  }

  private void strike() {
    List<SimNode> nodes = world.nodes();
    SimNode victim = nodes.get(random.nextInt(nodes.size()));
    if (victim.running() && (!careful || allVote())) {
      victim.wipe(keepsName);
      world.tally().struck(Fault.WIPED);
      world.tally().add(Figure.LIVES, 1);
      long away = random.nextLong(20 * Simulation.MILLI, 800 * Simulation.MILLI);
      world.simulation().after(away, faults, () -> startAgain(victim));
    }
    strikeAgain();
  }

  private static void startAgain(SimNode node) {
    if (!node.running()) {
      node.start();
    }
  }

  private boolean allVote() {
    return world
        .leader()
        .flatMap(SimNode::acceptor)
        .filter(leader -> leader.membership().isSettled())
        .map(Acceptor::configuration)
        .filter(now -> world.nodes().stream().allMatch(node -> now.isVoter(node.id())))
        .isPresent();
  }

  /** What the leader of a real cluster does by its register of members. */
  private void tendAgain() {
    world
        .simulation()
        .after(
            100 * Simulation.MILLI,
            Life.WORLD,
            () -> {
              world.leader().ifPresent(leader -> due(leader).ifPresent(leader::changeMembers));
              tendAgain();
            });
  }

  private Optional<Change> due(SimNode leader) {
    Configuration now = leader.acceptor().map(Acceptor::configuration).orElseThrow();
    Optional<Change> gone =
        now.members().filter(member -> !isThere(member)).findFirst().map(Change.Remove::new);
    return gone.or(
        () ->
            world.nodes().stream()
                .filter(node -> node.running() && !now.contains(node.id()))
                .findFirst()
                .map(node -> new Change.Add(node.id())));
  }

  private boolean isThere(NodeId member) {
    return world.nodes().stream().anyMatch(node -> node.id().equals(member));
  }

  /** By no configuration that anybody remembers a majority is left. */
  private boolean isLost() {
    return world.nodes().stream()
        .flatMap(node -> node.acceptor().stream())
        .map(Acceptor::configuration)
        .noneMatch(now -> now.voters().stream().filter(this::isThere).count() >= now.majority());
  }

  private static void requireLinearizable(History<MapCall, MapResult> history) {
    Verdict verdict = new Linearizability<>(new MapModel()).check(history);
    if (!(verdict instanceof Verdict.Linearizable)) {
      throw new IllegalStateException("the clients' history is not linearizable: " + verdict);
    }
  }
}
