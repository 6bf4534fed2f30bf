package conclave.sim.pure;

import conclave.history.History;
import conclave.history.model.MapCall;
import conclave.history.model.MapResult;
import conclave.journal.disk.Disk;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.RaftEvent;
import conclave.raft.RaftSettings;
import conclave.raft.log.Configuration;
import conclave.raft.log.LogSpace;
import conclave.raft.log.NodeId;
import conclave.raft.members.MembershipRules;
import conclave.sim.Network;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.world.Client;
import conclave.sim.world.Invariants;
import conclave.sim.world.Node;
import conclave.sim.world.SimClock;
import conclave.sim.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The nodes of one run and what connects them. */
public final class SimCluster implements World {

  /** Makes what runs on the nodes; a planted bug is another host. */
  public interface Host {
    default SimReplica replica(SimNode node, long incarnation, Acceptor.Recovered recovered) {
      return new SimReplica(node, incarnation, recovered);
    }

    /** As it should be. */
    Host CORRECT =
        new Host() {
          @Override
          public boolean changesMembers() {
            return true;
          }

          /** The nodes take turns in it, so that it is none, one or several of them. */
          @Override
          public boolean reluctant(SimNode node) {
            long turn = node.world().simulation().now() / (3 * Simulation.SECOND);
            return (node.id().name().hashCode() * turn) % 4 == 1;
          }

          @Override
          public long auditEvery() {
            return 700 * Simulation.MILLI;
          }
        };

    /** The machines of each node. */
    default Machines machines() {
      return new Machines(
          SessionLimits.STANDARD, Map.of(MapTable.NAME, new MapTable(MapLimits.STANDARD)));
    }

    /** The machines of this node, for a host to which it matters which. */
    default Machines machines(SimNode node) {
      return machines();
    }

    /** Who follows machines on that node; asked once for each process. */
    default List<Follower> followers(SimNode node) {
      return List.of();
    }

    /** A replica said what an operator or a test may care about. */
    default void observed(SimNode node, RaftEvent event) {}

    /** The space that a replica may reserve. */
    default LogSpace space(LogSpace journal) {
      return journal;
    }

    /** What that node takes for time. */
    default SimClock clock(NodeId node, Simulation simulation, RandomGenerator random) {
      return new SimClock(simulation, random);
    }

    /** How long a client waits for an answer before it asks another node. */
    default long clientPatience() {
      return 400 * Simulation.MILLI;
    }

    /** The bounds that a replica keeps. */
    default RaftSettings settings(RaftSettings stated) {
      return stated;
    }

    /** What its process sees of a node's disk. */
    default Disk disk(Disk disk) {
      return disk;
    }

    /** Whether members come and go, in half of the runs; what is rare without is rarer with it. */
    default boolean changesMembers() {
      return false;
    }

    /** Whether others should lead rather than that node, as it believes now. */
    default boolean reluctant(SimNode node) {
      return false;
    }

    /** How often machines are compared; 0: never, so that the run is as it was without. */
    default long auditEvery() {
      return 0;
    }

    /** Whether it has made the machines of that node other than the log makes them. */
    default boolean mayDiverge(SimNode node) {
      return false;
    }

    /** When a change of members may begin. */
    default MembershipRules.Ripeness ripeness() {
      return MembershipRules.Ripeness.SOUND;
    }

    /** More trouble than every run has. */
    default void begins(SimCluster world) {}
  }

  /**
   * Follows one machine on its node, like an actor beside the replica ({@code
   * conclave.replica.apply.Feed}): a view, then every event after it, and who leads. When the
   * machines or the replica are built anew, another view comes after a while. It is called in the
   * middle of a step of the applier's, so it only puts what it hears into a mailbox.
   */
  public interface Follower {
    /** The name of the machine. */
    String machine();

    /** What the machine is asked at the beginning. */
    byte[] question();

    /** A new beginning: what was heard before is void. */
    void opened(byte[] view);

    /** What the machine announced since. */
    void changed(List<byte[]> events);

    /** Whom the replica takes for the leader; said after each view, and when it changes. */
    void leader(long term, Optional<NodeId> leader);
  }

  /** Small bounds, so that twenty seconds meet every limit. */
  private static final RaftSettings SETTINGS =
      new RaftSettings(
          50 * Simulation.MILLI,
          300 * Simulation.MILLI,
          600 * Simulation.MILLI,
          2_000,
          4,
          20_000,
          12_000,
          2_000,
          700,
          RaftSettings.Lease.OFF);

  private static final long BETWEEN_LOOKS = 20 * Simulation.MILLI;

  private final Simulation simulation;
  private final Tally tally;
  private final Invariants invariants;
  private final Network network;
  private final Host host;
  private final Configuration formed;
  private final Map<String, SimNode> nodes = new LinkedHashMap<>();
  private Consumer<Node> hunter = begun -> {};
  private List<SimNode> all;
  private long nextLook;

  public SimCluster(Simulation simulation, int size, Host host, Tally tally) {
    this.simulation = simulation;
    this.host = host;
    this.tally = tally;
    this.invariants = new Invariants(tally);
    this.network = new Network(simulation, tally);
    List<NodeId> ids = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      ids.add(new NodeId("n" + i, i));
    }
    this.formed = new Configuration(ids, List.of());
    ids.forEach(id -> nodes.put(id.name(), new SimNode(this, id)));
    all = List.copyOf(nodes.values());
    simulation.afterEach(this::check);
  }

  private void check() {
    for (SimNode node : all) {
      if (node.running() && node.replica().wasTouched()) {
        invariants.check(node, node.replica().acceptor());
      }
    }
    if (simulation.now() >= nextLook) {
      nextLook = simulation.now() + BETWEEN_LOOKS;
      all.stream()
          .filter(node -> node.leads() && node.isAwake())
          .forEach(
              node ->
                  invariants.checkLeader(
                      node, node.replica().acceptor(), node.watch().calmSince()));
    }
  }

  @Override
  public void onTransfer(Consumer<Node> hunter) {
    this.hunter = hunter;
  }

  @Override
  public Client client(String name, History<MapCall, MapResult> history) {
    return new SimClient(this, name, history);
  }

  @Override
  public void begins() {
    host.begins(this);
  }

  public void transferBegins(SimNode sender) {
    hunter.accept(sender);
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

  public Host host() {
    return host;
  }

  public Configuration formed() {
    return formed;
  }

  public Machines newMachines(SimNode node) {
    return host.machines(node);
  }

  @Override
  public List<SimNode> nodes() {
    return all;
  }

  public SimNode node(String name) {
    return nodes.get(name);
  }

  @Override
  public boolean changesMembers() {
    return host.changesMembers();
  }

  @Override
  public boolean mayDiverge(Node node) {
    return host.mayDiverge((SimNode) node);
  }

  @Override
  public Optional<SimNode> recruit() {
    int number = nodes.size() + 1;
    SimNode node = new SimNode(this, new NodeId("n" + number, number));
    nodes.put(node.id().name(), node);
    all = List.copyOf(nodes.values());
    node.start();
    return Optional.of(node);
  }

  @Override
  public Optional<SimNode> leader() {
    return all.stream().filter(SimNode::leads).findFirst();
  }

  @Override
  public RaftSettings settings() {
    return SETTINGS;
  }

  public void send(NodeId from, NodeId to, Message message) {
    SimNode target = nodes.get(to.name());
    network.send(from.name(), to.name(), () -> target.receive(from, to, message));
  }

  public void trace(Message message, NodeId from, NodeId to) {
    simulation.trace(
        message.getClass().getSimpleName().hashCode(),
        message.term(),
        from.name().hashCode() * 31L + to.name().hashCode());
  }
}
