package conclave.sim.keyed;

import conclave.history.History;
import conclave.history.Linearizability;
import conclave.history.Outcome;
import conclave.history.Verdict;
import conclave.history.model.MapCall;
import conclave.history.model.MapModel;
import conclave.history.model.MapResult;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.machine.keys.KeyLimits;
import conclave.machine.keys.KeyRetention;
import conclave.machine.wire.MalformedException;
import conclave.map.table.MapCommand;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.pure.Run;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.world.Invariants;
import conclave.sim.world.Nemesis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One seed: a cluster under every fault, and clients whose requests have keys. */
public final class KeyedRun {

  static final long RETAIN = 5 * Simulation.SECOND;
  private static final KeyRetention.Settings RETENTION =
      new KeyRetention.Settings(RETAIN, 200 * Simulation.MILLI);

  /** So few that some find no place. */
  private static final KeyLimits LIMITS = new KeyLimits(130, 1 << 20);

  /** A clock may run fast by so much. */
  private static final double DRIFT = 1.03;

  private static final int CLIENTS = 4;

  /** What runs on the nodes; a planted bug is another one. */
  public interface Nodes {
    default StateMachine map(StateMachine map) {
      return map;
    }

    default KeyRetention.Settings retention() {
      return RETENTION;
    }

    Nodes CORRECT = new Nodes() {};
  }

  /** Who notices what. */
  record Judges(Effects effects, Counts counts) {}

  private final long seed;
  private final Tally tally = new Tally();
  private final Simulation simulation;
  private final SimCluster world;
  private final Judges judges;
  private final Nodes nodes;
  private final History<MapCall, MapResult> history = new History<>();
  private final List<KeyedClient> clients = new ArrayList<>();

  private KeyedRun(long seed, Nodes nodes) {
    this.seed = seed;
    this.simulation = new Simulation(seed);
    this.nodes = nodes;
    this.judges = new Judges(new Effects(simulation, (long) (RETAIN / DRIFT)), new Counts());
    this.world = new SimCluster(simulation, 3, host(), tally);
    judges.effects().onAgain(this::late);
    for (int i = 1; i <= CLIENTS; i++) {
      clients.add(new KeyedClient(world, "c" + i, history, judges));
    }
  }

  private SimCluster.Host host() {
    return new SimCluster.Host() {
      @Override
      public Machines machines() {
        StateMachine map = nodes.map(new MapTable(MapLimits.STANDARD));
        return new Machines(
            SessionLimits.STANDARD, LIMITS, Map.of(MapTable.NAME, judges.effects().watched(map)));
      }
    };
  }

  /** A request that was forgotten, and came once more, may change something once more. */
  private void late(byte[] command) {
    judges.counts().late++;
    try {
      MapCommand.Put put = (MapCommand.Put) MapCommand.decode(command);
      MapCall.Key key = new MapCall.Key(put.map(), put.key());
      String value = new String(put.value());
      MapCall call =
          switch (put.condition().kind()) {
            case ANY -> new MapCall.Put(key, value);
            case ABSENT -> new MapCall.CompareAndSet(key, MapCall.ABSENT, value);
            case VERSION -> new MapCall.CompareAndSet(key, put.condition().version(), value);
          };
      String who = "late" + judges.counts().late;
      history.complete(history.invoke(who, call), new Outcome.Unknown<>());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs one seed; a planted bug shows as a {@link RuntimeException}. */
  static Counts of(long seed, Nodes nodes) {
    return new KeyedRun(seed, nodes).run();
  }

  /** Runs one seed of the cluster as it is, with a report like that of other runs. */
  public static Run.Report of(long seed) {
    return report(seed, Nodes.CORRECT);
  }

  /** The same with other nodes. */
  public static Run.Report report(long seed, Nodes nodes) {
    KeyedRun run = new KeyedRun(seed, nodes);
    run.run();
    return new Run.Report(seed, run.simulation.traceHash(), run.tally, run.simulation.now());
  }

  private Counts run() {
    Nemesis nemesis = new Nemesis(world);
    world.nodes().forEach(SimNode::start);
    for (SimNode node : world.nodes()) {
      new KeyTimer(node, nodes.retention(), judges.counts());
    }
    clients.forEach(KeyedClient::start);
    nemesis.start();
    simulation.run(Run.FAULTS);
    nemesis.heal();
    simulation.run(Run.FAULTS + Run.PEACE + RETAIN);
    for (KeyedClient client : clients) {
      world
          .invariants()
          .require(
              client.lastDone() > Run.FAULTS,
              "%s was not served after the last fault: %s",
              client,
              world.nodes());
    }
    Verdict verdict = new Linearizability<>(new MapModel()).check(history);
    if (!(verdict instanceof Verdict.Linearizable)) {
      throw new Invariants.Broken("the clients' history is not linearizable: " + verdict);
    }
    return judges.counts();
  }
}
