package conclave.replica.kit;

import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.machine.keys.KeyRetention;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.raft.Acceptor;
import conclave.raft.RaftSettings;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.replica.ReplicaStatus;
import conclave.serialization.PeerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Three nodes with one group, which holds the replicated map. */
public final class ClusterKit implements AutoCloseable {

  public static final String GROUP = "g";

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final KeyRetention.Settings TEN_MINUTES =
      new KeyRetention.Settings(600_000_000_000L, 10_000_000_000L);

  private final List<NodeKit> nodes = new CopyOnWriteArrayList<>();
  private final List<PeerAddress> addresses = new CopyOnWriteArrayList<>();
  private final AtomicLong names = new AtomicLong();
  private final RaftSettings settings;
  private KeyRetention.Settings keys = new KeyRetention.Settings(600_000_000_000L, 10_000_000_000L);
  private final Supplier<Map<String, StateMachine>> machines;

  private ClusterKit(
      RaftSettings settings,
      Supplier<Map<String, StateMachine>> machines,
      KeyRetention.Settings keys) {
    this.settings = settings;
    this.machines = machines;
    this.keys = keys;
  }

  /** Starts three nodes on free ports, on empty directories. */
  public static ClusterKit start(Path folder, RaftSettings settings) throws IOException {
    return start(folder, settings, ClusterKit::map);
  }

  /** The same, where answers under idempotency keys are kept for another time. */
  public static ClusterKit start(Path folder, RaftSettings settings, KeyRetention.Settings keys)
      throws IOException {
    return start(folder, new ClusterKit(settings, ClusterKit::map, keys));
  }

  private static Map<String, StateMachine> map() {
    return Map.of(MapTable.NAME, new MapTable(MapLimits.STANDARD));
  }

  /** The same with other machines. */
  public static ClusterKit start(
      Path folder, RaftSettings settings, Supplier<Map<String, StateMachine>> machines)
      throws IOException {
    return start(folder, new ClusterKit(settings, machines, TEN_MINUTES));
  }

  private static ClusterKit start(Path folder, ClusterKit cluster) throws IOException {
    for (int i = 1; i <= 3; i++) {
      PeerAddress address = new PeerAddress("kit", "127.0.0.1", FreePorts.take());
      cluster.addresses.add(address);
      NodeId id = new NodeId("n" + i, 100 + i);
      cluster.nodes.add(new NodeKit(cluster, id, address, folder.resolve("n" + i)));
    }
    for (NodeKit node : cluster.nodes) {
      node.start();
    }
    return cluster;
  }

  /** Heartbeats of 50 ms, elections after 300 to 600 ms. */
  public static RaftSettings defaults(long snapshotAfterBytes, int chunkBytes) {
    return new RaftSettings(
        50_000_000L,
        300_000_000L,
        600_000_000L,
        128 << 10,
        4,
        8 << 20,
        snapshotAfterBytes,
        snapshotAfterBytes / 4,
        chunkBytes,
        RaftSettings.Lease.OFF);
  }

  /** For tests that depose leaders all the time: elections after 150 to 300 ms. */
  public static RaftSettings quick(long snapshotAfterBytes, int chunkBytes) {
    return new RaftSettings(
        30_000_000L,
        150_000_000L,
        300_000_000L,
        128 << 10,
        4,
        8 << 20,
        snapshotAfterBytes,
        snapshotAfterBytes / 4,
        chunkBytes,
        RaftSettings.Lease.OFF);
  }

  int segmentBytes() {
    return (int) Math.max(4 << 20, 2 * settings.snapshotAfterBytes());
  }

  KeyRetention.Settings keys() {
    return keys;
  }

  RaftSettings settings() {
    return settings;
  }

  Machines machines() {
    return new Machines(SessionLimits.STANDARD, machines.get());
  }

  /** What that node was told about its group; nothing where it was not among the founders. */
  Configuration initial(NodeId id) {
    Configuration founders =
        new Configuration(nodes.stream().limit(3).map(NodeKit::id).toList(), List.of());
    return founders.contains(id) ? founders : Configuration.EMPTY;
  }

  /** One more node starts on an empty directory, and waits to be added. */
  public NodeKit recruit(Path folder, NodeId id) throws IOException {
    PeerAddress address = new PeerAddress("kit", "127.0.0.1", FreePorts.take());
    addresses.add(address);
    NodeKit node = new NodeKit(this, id, address, folder.resolve(id.toString()));
    nodes.add(node);
    node.start();
    return node;
  }

  /** Where that node listens, in all its lives. */
  public Optional<PeerAddress> addressOf(NodeId id) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).id().equals(id)) {
        return Optional.of(addresses.get(i));
      }
    }
    return Optional.empty();
  }

  long nextName() {
    return names.incrementAndGet();
  }

  public List<NodeKit> nodes() {
    return nodes;
  }

  public List<NodeKit> up() {
    return nodes.stream().filter(NodeKit::isUp).toList();
  }

  /** A process beside the cluster that knows these members, and tries them in this order. */
  public ClientKit client(List<NodeKit> members) throws IOException {
    PeerAddress address = new PeerAddress("outside", "127.0.0.1", FreePorts.take());
    return new ClientKit(this, address, members.stream().map(NodeKit::id).toList());
  }

  public void terminate(NodeKit node) {
    node.terminate();
  }

  public void restart(NodeKit node) throws IOException {
    node.start();
  }

  /** Waits for a node that leads, in the highest term if several believe so. */
  public NodeKit awaitLeader() {
    NodeKit[] found = {null};
    await("a leader", () -> (found[0] = leader().orElse(null)) != null);
    return found[0];
  }

  private Optional<NodeKit> leader() {
    NodeKit best = null;
    long term = -1;
    for (NodeKit node : up()) {
      Optional<ReplicaStatus> status = node.status();
      if (status.isPresent()
          && status.get().role() == Acceptor.Role.LEADER
          && status.get().term() > term) {
        term = status.get().term();
        best = node;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Waits until it holds, or fails. */
  public static void await(String what, BooleanSupplier holds) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("waited in vain for " + what);
      }
      pause(Duration.ofMillis(5));
    }
  }

  /** Lets others work for a while. */
  public static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  @Override
  public void close() {
    up().forEach(NodeKit::terminate);
  }
}
