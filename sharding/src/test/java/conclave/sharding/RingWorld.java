package conclave.sharding;

import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.ring.PlacementTable;
import conclave.ring.Planner;
import conclave.ring.Rebalance;
import conclave.ring.Weighted;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** All that a run with placement consists of: the cluster, and who watches what it does. */
final class RingWorld implements SimCluster.Host {

  /** The parts in which a bug can be planted; as they stand they are right. */
  interface Rig {

    Rig CORRECT = new Rig() {};

    /** What a machine is given in the place of a command. */
    default byte[] command(PartitionTable table, byte[] command) {
      return command;
    }

    /** What a node plans. */
    default Optional<Rebalance> plan(NodeId node, PartitionTable table, List<Weighted> due) {
      return Planner.plan(table, due, PARTITIONS);
    }

    /** What a node's placement takes from its feed. */
    default PartitionTable followed(PartitionTable table, Rebalance event) {
      return table.with(event);
    }
  }

  /** Few, so that a plan for one table often fits on another: only epochs tell them apart. */
  static final int PARTITIONS = 16;

  /** Short times, so that twenty seconds see many changes. */
  static final PlacementSettings SETTINGS =
      new PlacementSettings(
          PARTITIONS, Duration.ofMillis(700), Duration.ofMillis(500), Duration.ofMillis(100));

  private final Simulation simulation;
  private final Tally tally = new Tally();
  private final RingLedger ledger = new RingLedger(tally);
  private final Rig rig;
  private final SimCluster cluster;
  private final Map<NodeId, Integer> weights = new TreeMap<>();
  private final Map<SimNode, SimPlacement> placements = new LinkedHashMap<>();

  RingWorld(long seed, Rig rig) {
    this.simulation = new Simulation(seed);
    this.rig = rig;
    int size = Math.floorMod(seed, 3) == 2 ? 5 : 3;
    this.cluster = new SimCluster(simulation, size, this, tally);
    cluster.formed().voters().forEach(node -> weights.put(node, 1));
  }

  @Override
  public Machines machines(SimNode node) {
    return new Machines(
        SessionLimits.STANDARD,
        Map.of(
            MapTable.NAME, new MapTable(MapLimits.STANDARD),
            PlacementTable.NAME, new Watched(node)));
  }

  @Override
  public List<SimCluster.Follower> followers(SimNode node) {
    SimPlacement placement = new SimPlacement(this, node);
    placements.put(node, placement);
    return List.of(placement);
  }

  /** The table of one replica; the ledger sees what it does. */
  private final class Watched implements StateMachine {
    private final SimNode node;
    private final PlacementTable machine = new PlacementTable();

    Watched(SimNode node) {
      this.node = node;
    }

    @Override
    public byte[] apply(long index, byte[] command) {
      PartitionTable before = machine.table();
      byte[] reply = machine.apply(index, rig.command(before, command));
      ledger.applied(node.id().toString(), before, machine.table());
      return reply;
    }

    @Override
    public byte[] query(byte[] query) {
      return machine.query(query);
    }

    @Override
    public void announceTo(Consumer<byte[]> listener) {
      machine.announceTo(listener);
    }

    @Override
    public void save(DataOutput out) throws IOException {
      machine.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
      machine.load(in);
      ledger.shown("a snapshot of " + node.id(), machine.table());
    }
  }

  Simulation simulation() {
    return simulation;
  }

  Tally tally() {
    return tally;
  }

  RingLedger ledger() {
    return ledger;
  }

  Rig rig() {
    return rig;
  }

  SimCluster cluster() {
    return cluster;
  }

  /** Weights as every node knows them. */
  Map<NodeId, Integer> weights() {
    return weights;
  }

  /** The placement in the present process of that node; none before its first. */
  Optional<SimPlacement> placement(SimNode node) {
    return Optional.ofNullable(placements.get(node));
  }
}
