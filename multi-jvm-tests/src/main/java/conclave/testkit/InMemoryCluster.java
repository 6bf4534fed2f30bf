package conclave.testkit;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import conclave.lock.LockSettings;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.StateMachine;
import conclave.machine.wire.MalformedException;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.node.ClusterServices;
import conclave.raft.log.NodeId;
import conclave.ring.PlacementTable;
import conclave.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A cluster in the memory of a test, for actors that use {@link ClusterServices}: they are given
 * the real services over the real state machines, and meet every loss that a real cluster has, in
 * milliseconds and in the same order each time.
 *
 * <pre>
 *   ActorTestKit testKit = ActorTestKit.create(InMemoryCluster.config());
 *   InMemoryCluster cluster = InMemoryCluster.start(testKit.system());
 *   ActorRef&lt;...&gt; writer = testKit.spawn(Writer.create(cluster.services()));
 *
 *   cluster.lock("ledger").take("somebody else");
 *   cluster.advance(Duration.ofSeconds(1));              // the writer hears that it lost the lock
 * </pre>
 *
 * <p>Imagined are only Raft, the disk and the network. The leader of the cluster is none of the
 * nodes, and every command is decided as soon as it arrives. All nodes live in one ActorSystem, and
 * an actor belongs to a node by the services that it was given.
 *
 * <p>Nothing happens but by the test: between two of its lines all actors are at rest. So a probe
 * has its message already, or will not get it before something is done: say {@code
 * expectNoMessage(Duration.ZERO)}. Only the test may call these methods, no actor.
 */
public final class InMemoryCluster implements AutoCloseable {

  /** The tables of a cluster, which a test of this kit replaces. */
  record Kinds(
      Supplier<Map<String, StateMachine>> control, Supplier<Map<String, StateMachine>> maps) {

    static final Kinds REAL =
        new Kinds(
            () -> Map.of(LockTable.NAME, new LockTable(LockLimits.STANDARD)),
            () -> Map.of(MapTable.NAME, new MapTable(MapLimits.STANDARD)));
  }

  private static final NodeId ELSEWHERE = new NodeId("elsewhere", 1);

  /** Until then every node has heard the others, and there is a first ring. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  private static final int MAX_NAME = 16;

  private final VirtualTime time;
  private final Cast.World world;
  private final Outsiders outsiders;
  private final Timekeeper timekeeper;
  private final Cast cast;
  private final Map<String, InMemoryNode> nodes = new LinkedHashMap<>();

  private InMemoryCluster(ActorSystem<?> system, List<String> names, Kinds kinds) {
    time = VirtualTime.of(system);
    List<Cast.Node> members =
        names.stream().map(name -> new Cast.Node(new NodeId(name, 1), new Link())).toList();
    world =
        new Cast.World(
            new Group("control", ELSEWHERE, kinds.control()),
            new Group(
                "ring",
                members.get(0).id(),
                () -> Map.of(PlacementTable.NAME, new PlacementTable())),
            new Group("p0", ELSEWHERE, kinds.maps()),
            members);
    outsiders = new Outsiders(world.control());
    LockSettings settings = LockSettings.create(system.settings().config());
    timekeeper = new Timekeeper(world.control(), time, settings.expiry());
    timekeeper.leaderChanged();
    world.control().listen((machine, event) -> hear(event));
    cast = new Cast(system, world);
    for (Cast.Node member : members) {
      nodes.put(
          member.id().name(),
          new InMemoryNode(member, time, cast.crew(), this::ringFollowsTheConnected));
    }
    time.advance(SETTLED);
  }

  /**
   * Settings that the ActorTestKit needs: its time is the cluster's. Your own settings come behind
   * it: {@code config().withFallback(yours)}.
   */
  public static Config config() {
    return VirtualTime.config();
  }

  /**
   * A cluster of n1, n2 and n3, one second after its start: it has its ring, and all nodes are
   * idle. One at a time in an ActorSystem.
   *
   * @throws IllegalStateException if the ActorSystem was made without {@link #config}
   */
  public static InMemoryCluster start(ActorSystem<?> system) {
    return start(system, List.of("n1", "n2", "n3"));
  }

  /**
   * A cluster of those nodes.
   *
   * @param nodes names of 1 to 16 characters of a-z, 0-9 and -, each once
   */
  public static InMemoryCluster start(ActorSystem<?> system, List<String> nodes) {
    return start(system, nodes, Kinds.REAL);
  }

  static InMemoryCluster start(ActorSystem<?> system, List<String> nodes, Kinds kinds) {
    boolean each = nodes.stream().allMatch(name -> name.matches("[a-z0-9-]{1," + MAX_NAME + "}"));
    if (nodes.isEmpty() || !each || nodes.stream().distinct().count() < nodes.size()) {
      throw new IllegalArgumentException(
          "nodes must have different names of 1 to %d of a-z, 0-9 and -: %s"
              .formatted(MAX_NAME, nodes));
    }
    return new InMemoryCluster(system, List.copyOf(nodes), kinds);
  }

  /**
   * The ring is planned by one of the nodes, so that it follows whom they see: the first one that
   * is not cut off. In a real cluster that is the leader of everything.
   */
  private void ringFollowsTheConnected() {
    Optional<NodeId> planner =
        world.control().leader().isEmpty()
            ? Optional.empty()
            : world.nodes().stream()
                .filter(node -> !node.link().isCut())
                .map(Cast.Node::id)
                .findFirst();
    if (!world.ring().leader().equals(planner)) {
      world.ring().leader(planner);
    }
  }

  private void hear(byte[] event) {
    try {
      LockEvent decoded = LockEvent.decode(event);
      timekeeper.hear(decoded);
      outsiders.hear(decoded);
    } catch (MalformedException e) {
      throw new IllegalStateException("the table of locks announced " + e.getMessage(), e);
    }
  }

  /** What an application on the first node is given. */
  public ClusterServices services() {
    return nodes.values().iterator().next().services();
  }

  /** What an application on that node is given. */
  public ClusterServices services(String node) {
    return node(node).services();
  }

  /** That node. */
  public InMemoryNode node(String name) {
    InMemoryNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node " + name + " among " + nodes.keySet());
    }
    return node;
  }

  /** The lock of that name. */
  public LockProbe lock(String name) {
    return new LockProbe(
        time, new Contest(world.control(), outsiders, new LockName(Space.LOCK, name)));
  }

  /** The election of that name. */
  public ElectionProbe election(String name) {
    return new ElectionProbe(
        time, new Contest(world.control(), outsiders, new LockName(Space.ELECTION, name)));
  }

  /** The map of that name. */
  public MapProbe map(String name) {
    return new MapProbe(time, world.maps(), name);
  }

  /** Time passes: every timer rings that is due, everything that is over ends, in its order. */
  public void advance(Duration by) {
    time.advance(by);
  }

  /**
   * The process with all nodes stands still for so long, as in a long collection of garbage, while
   * the rest of the cluster goes on: ends what was not renewed, and grants it to owners outside.
   * When it wakes, holders say Lost before anything else; but a timer of your own actor that is
   * overdue too may reach it earlier, as in a real process, and then only the token protects.
   */
  public void pause(Duration by) {
    time.pause(by);
  }

  /** The clock of this cluster and of everything in it, in nanoseconds from 0. */
  public LongSupplier nanoClock() {
    return time;
  }

  /** Nothing is decided any more: requests are rejected by their deadlines. */
  public void loseMajority() {
    lead(Optional.empty());
  }

  /** There is a leader again, which gives everything that is held its whole time afresh. */
  public void restoreMajority() {
    lead(Optional.of(ELSEWHERE));
  }

  private void lead(Optional<NodeId> leader) {
    time.run(
        () -> {
          world.control().leader(leader);
          world.maps().leader(leader);
          timekeeper.leaderChanged();
          ringFollowsTheConnected();
        });
  }

  /** Ends it, so that another one may start in this ActorSystem; holders hear Lost. */
  @Override
  public void close() {
    time.run(
        () -> {
          timekeeper.stop();
          cast.exit();
        });
  }
}
