package conclave.sim.actor;

import akka.actor.ActorRef;
import conclave.history.History;
import conclave.history.model.MapCall;
import conclave.history.model.MapResult;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.raft.RaftSettings;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.sim.Network;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.world.Client;
import conclave.sim.world.Invariants;
import conclave.sim.world.Node;
import conclave.sim.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Nodes that are ActorSystems in virtual time, and what connects them. */
public final class ActorCluster implements World {

  /** The one group. */
  public static final String GROUP = "p0";

  /** Small bounds, so that a few seconds meet every limit. */
  private static final RaftSettings SETTINGS =
      new RaftSettings(
          50 * Simulation.MILLI,
          300 * Simulation.MILLI,
          600 * Simulation.MILLI,
          2_000,
          4,
          20_000,
          6_000,
          1_000,
          700,
          RaftSettings.Lease.OFF);

  private static final int MOST_NODES = 5;

  private final Thread thread = Thread.currentThread();
  private final Simulation simulation;
  private final Tally tally;
  private final Invariants invariants;
  private final Network network;
  private final Rig rig;
  private final Configuration formed;
  private List<ActorNode> nodes = List.of();
  private final Map<String, Parcel.Receiver> receivers = new LinkedHashMap<>();
  private final Set<ActorNode> active = new LinkedHashSet<>();
  private Consumer<Node> hunter = sender -> {};
  private RuntimeException broken;
  private long taken;

  ActorCluster(Simulation simulation, int size, Rig rig, Tally tally) {
    this.simulation = simulation;
    this.rig = rig;
    this.tally = tally;
    this.invariants = new Invariants(tally);
    this.network = new Network(simulation, tally);
    List<NodeId> ids = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      ids.add(new NodeId("n" + i, i));
    }
    this.formed = new Configuration(ids, List.of());
    ids.forEach(this::add);
    simulation.afterEach(this::check);
  }

  private ActorNode add(NodeId id) {
    ActorNode node = new ActorNode(this, id);
    nodes = Stream.concat(nodes.stream(), Stream.of(node)).toList();
    receivers.put(id.name(), node);
    return node;
  }

  /** What ran in this event is looked at; whatever broke meanwhile ends the run. */
  private void check() {
    if (!active.isEmpty()) {
      look(() -> active.forEach(ActorNode::check));
      active.clear();
    }
    if (broken != null) {
      throw broken;
    }
  }

  /** A node did something. */
  void acts(ActorNode node) {
    active.add(node);
  }

  /** Looks at something in the middle of an actor's work, which must not swallow what is wrong. */
  public void look(Runnable check) {
    try {
      check.run();
    } catch (RuntimeException e) {
      fail(e);
      throw e;
    }
  }

  /** The run is over after this event; of several reasons, the first is told. */
  void fail(RuntimeException cause) {
    if (broken == null) {
      broken = cause;
    }
  }

  /** Fails the run if anybody else than its one thread takes part. */
  void requireOwnThread() {
    if (Thread.currentThread() != thread) {
      IllegalStateException foreign =
          new IllegalStateException(Thread.currentThread() + " takes part in a simulation");
      fail(foreign);
      throw foreign;
    }
  }

  /** Supervision caught that; a death that nobody planned is a bug. */
  void logged(Throwable cause) {
    if (!Killed.explains(cause)) {
      fail(new IllegalStateException("an actor threw " + cause, cause));
    }
  }

  /** An actor took a message. */
  void took(ActorRef actor, Object message) {
    taken++;
    Class<?> type = message.getClass();
    simulation.trace(
        actor.path().name().hashCode(),
        type.isHidden() || type.isSynthetic() ? 0 : type.getName().hashCode(),
        taken);
  }

  /** How many messages actors took. */
  long taken() {
    return taken;
  }

  /** Somebody beside the nodes can be sent something. */
  void joins(String name, Parcel.Receiver receiver) {
    receivers.put(name, receiver);
  }

  void arrived(String to, Parcel parcel) {
    Parcel.Receiver receiver = receivers.get(to);
    if (receiver != null) {
      look(() -> receiver.arrived(parcel));
    }
  }

  void transferBegins(ActorNode sender) {
    hunter.accept(sender);
  }

  Rig rig() {
    return rig;
  }

  Configuration formed() {
    return formed;
  }

  Machines newMachines() {
    Map<String, StateMachine> machines = new HashMap<>(rig.machines());
    machines.put(MapTable.NAME, new MapTable(MapLimits.STANDARD));
    return new Machines(SessionLimits.STANDARD, machines);
  }

  @Override
  public boolean hasActors() {
    return true;
  }

  @Override
  public void begins() {
    rig.begins(this);
  }

  @Override
  public Client client(String name, History<MapCall, MapResult> history) {
    return new GatewayClient(this, name, history);
  }

  @Override
  public Simulation simulation() {
    return simulation;
  }

  @Override
  public Tally tally() {
    return tally;
  }

  @Override
  public Invariants invariants() {
    return invariants;
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public RaftSettings settings() {
    return SETTINGS;
  }

  @Override
  public List<ActorNode> nodes() {
    return nodes;
  }

  @Override
  public boolean changesMembers() {
    return true;
  }

  @Override
  public Optional<ActorNode> recruit() {
    int number = nodes.size() + 1;
    if (number > MOST_NODES) {
      return Optional.empty();
    }
    ActorNode node = add(new NodeId("n" + number, number));
    node.start();
    return Optional.of(node);
  }

  @Override
  public Optional<ActorNode> leader() {
    return nodes.stream().filter(ActorNode::leads).findFirst();
  }

  @Override
  public void onTransfer(Consumer<Node> who) {
    hunter = who;
  }
}
