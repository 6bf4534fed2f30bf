package conclave.sim.lock;

import conclave.history.History;
import conclave.history.Outcome;
import conclave.history.model.LockCall;
import conclave.history.model.LockResult;
import conclave.lock.table.Expiry;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockTable;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.raft.RaftEvent;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a run with locks consists of: the cluster, and who watches what it does. */
public final class LockWorld implements SimCluster.Host, Ledger.Host {

  /** The parts in which a bug can be planted; as they stand they are right. */
  public interface Rig {

    Rig CORRECT = new Rig() {};

    /** The table of a node. */
    default StateMachine table(SimNode node) {
      return new LockTable(LockLimits.STANDARD);
    }

    /** Keeps the time of the locks on a node. */
    default SimLockClock clock(LockWorld world, SimNode node) {
      return new SimLockClock(world, node);
    }

    /**
     * From when a holder counts its time, by its own clock.
     *
     * @param sent when it sent its request
     * @param answered when it heard the answer
     */
    default long countsFrom(long sent, long answered) {
      return sent;
    }

    /** More trouble than every run has. */
    default void begins(SimCluster cluster) {}
  }

  /** Short times, so that twenty seconds see many of them. */
  public static final Expiry.Settings EXPIRY =
      new Expiry.Settings(
          100 * Simulation.MILLI,
          800 * Simulation.MILLI,
          300 * Simulation.MILLI,
          50 * Simulation.MILLI);

  /** By which part of a time-to-live a holder believes its own clock less. */
  static final double DRIFT = 0.05;

  private final Simulation simulation;
  private final Tally tally = new Tally();
  private final Rig rig;
  private final SimCluster cluster;
  private final History<LockCall, LockResult> history = new History<>();
  private final Punctuality punctuality;
  private final Ledger ledger;
  private final Beliefs beliefs = new Beliefs();
  private final FencedStore store;
  private int recorded;
  private final Map<SimNode, SimLockClock> clocks = new LinkedHashMap<>();

  LockWorld(long seed, Rig rig) {
    this.simulation = new Simulation(seed);
    this.rig = rig;
    this.punctuality = new Punctuality(simulation);
    this.ledger = new Ledger(this);
    this.store = new FencedStore(this);
    int size = Math.floorMod(seed, 3) == 2 ? 5 : 3;
    this.cluster = new SimCluster(simulation, size, this, tally);
  }

  @Override
  public Machines machines(SimNode node) {
    return new Machines(
        SessionLimits.STANDARD,
        Map.of(
            MapTable.NAME,
            new MapTable(MapLimits.STANDARD),
            LockTable.NAME,
            new WatchedTable(rig.table(node), ledger)));
  }

  @Override
  public List<SimCluster.Follower> followers(SimNode node) {
    SimLockClock clock = rig.clock(this, node);
    clocks.put(node, clock);
    return List.of(clock);
  }

  @Override
  public void observed(SimNode node, RaftEvent event) {
    if (event.kind() == RaftEvent.Kind.LEADER) {
      punctuality.leads(node, event.term());
      if (ledger.held() > 0) {
        tally.add(LockFigure.LEADER_CHANGES_WHILE_HELD, 1);
      }
    }
  }

  @Override
  public Simulation simulation() {
    return simulation;
  }

  @Override
  public Tally tally() {
    return tally;
  }

  /** Here, as a point. */
  @Override
  public void point(LockCall call, LockResult result) {
    long now = simulation.now();
    int operation = history.invoke("log-" + ++recorded, call, now);
    history.complete(operation, new Outcome.Answered<>(result), now);
  }

  @Override
  public void began(long index, LockEvent event) {
    punctuality.began(index, event);
  }

  @Override
  public void expired(LockName lock, long token) {
    beliefs.expired(lock, token);
  }

  Rig rig() {
    return rig;
  }

  SimCluster cluster() {
    return cluster;
  }

  History<LockCall, LockResult> history() {
    return history;
  }

  Punctuality punctuality() {
    return punctuality;
  }

  Ledger ledger() {
    return ledger;
  }

  Beliefs beliefs() {
    return beliefs;
  }

  FencedStore store() {
    return store;
  }

  /** The clock in the present process of that node. */
  SimLockClock clock(SimNode node) {
    return clocks.get(node);
  }
}
