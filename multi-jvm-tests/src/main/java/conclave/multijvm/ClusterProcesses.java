package conclave.multijvm;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.cli.Main;
import conclave.multijvm.process.CleanUp;
import conclave.multijvm.process.JavaCommand;
import conclave.multijvm.process.LoopbackPorts;
import conclave.node.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A cluster of nodes {@code n1, n2, ...} in JVMs of their own, on this machine. Closing it kills
 * them all and deletes their data; their logs stay in the cluster's folder.
 */
public final class ClusterProcesses implements AutoCloseable {

  /** The group that holds the maps. */
  public static final String MAPS = "p0";

  /** The group that holds locks, elections and the ring. */
  public static final String CONTROL = "control";

  private final Setup setup;
  private final List<NodeProcess> nodes;
  private final Wiring wiring;
  private final Timeline timeline;

  /**
   * How to start one.
   *
   * @param folder for logs, and for data unless {@code data} says otherwise
   * @param data holds a directory for each node
   * @param size how many nodes
   * @param heap the largest heap of each, as {@code -Xmx} takes it
   * @param mainClass of each process; takes the arguments of {@code conclave}
   * @param wiring where they listen, and what stands between them; closed with the cluster
   * @param config over each node's defaults, in HOCON
   * @param flags for every JVM
   * @param classPath of the build that the nodes are of at first; empty for that of this JVM
   */
  public record Setup(
      Path folder,
      Path data,
      int size,
      String heap,
      String mainClass,
      Wiring wiring,
      String config,
      List<String> flags,
      String classPath) {

    public Setup {
      flags = List.copyOf(flags);
    }

    /** Processes that are nodes and nothing else. */
    public Setup(Path folder, Path data, int size, String heap) {
      this(folder, data, size, heap, Main.class.getName(), Wiring.direct(), "", List.of(), "");
    }

    /** Three nodes with 128 MiB each, everything in that folder. */
    public static Setup in(Path folder) {
      return new Setup(folder, folder, 3, "128m");
    }

    /** The same, with processes that are applications with a node inside. */
    public Setup running(Class<?> main) {
      return new Setup(folder, data, size, heap, main.getName(), wiring, config, flags, classPath);
    }

    /** The same with so many nodes. */
    public Setup of(int nodes) {
      return new Setup(folder, data, nodes, heap, mainClass, wiring, config, flags, classPath);
    }

    /** The same with that between the nodes. */
    public Setup wired(Wiring between) {
      return new Setup(folder, data, size, heap, mainClass, between, config, flags, classPath);
    }

    /** The same with these settings, in HOCON. */
    public Setup config(String hocon) {
      return new Setup(folder, data, size, heap, mainClass, wiring, hocon, flags, classPath);
    }

    /** The same with these flags for the JVM of each node. */
    public Setup flags(String... ofEach) {
      return new Setup(
          folder, data, size, heap, mainClass, wiring, config, List.of(ofEach), classPath);
    }

    /** The same with nodes of another build; see {@link NodeProcess#onClassPath}. */
    public Setup onClassPath(String other) {
      return new Setup(folder, data, size, heap, mainClass, wiring, config, flags, other);
    }
  }

  /**
   * Who leads.
   *
   * @param node the leader
   * @param term of its leadership
   */
  public record Leader(NodeProcess node, long term) {}

  private ClusterProcesses(Setup setup, List<NodeProcess> nodes, Timeline timeline) {
    this.setup = setup;
    this.nodes = new CopyOnWriteArrayList<>(nodes);
    this.wiring = setup.wiring();
    this.timeline = timeline;
  }

  /**
   * Starts the processes, or throws and leaves none; {@link #awaitReady} waits until they serve.
   */
  public static ClusterProcesses start(Setup setup) {
    List<NodeProcess> nodes = new ArrayList<>();
    try {
      return start(setup, nodes);
    } catch (RuntimeException | Error e) {
      end(nodes, setup.wiring()).suppressedBy(e);
      throw e;
    }
  }

  private static ClusterProcesses start(Setup setup, List<NodeProcess> nodes) {
    Timeline timeline = Timeline.into(setup.folder().resolve("timeline.txt"));
    setup.wiring().notesGoTo(timeline);
    List<Wiring.Place> places = new ArrayList<>();
    List<String> peers = new ArrayList<>();
    for (int i = 1; i <= setup.size(); i++) {
      Wiring.Place place = setup.wiring().place("n" + i, i);
      places.add(place);
      peers.add("n%d=%s".formatted(i, place.announced()));
    }
    String entry = "--peers=" + String.join(",", peers);
    for (int i = 0; i < setup.size(); i++) {
      nodes.add(new NodeProcess(node(setup, "n" + (i + 1), places.get(i), entry), timeline));
    }
    if (!setup.classPath().isEmpty()) {
      nodes.forEach(node -> node.onClassPath(setup.classPath()));
    }
    nodes.forEach(NodeProcess::wipe);
    nodes.forEach(NodeProcess::start);
    return new ClusterProcesses(setup, nodes, timeline);
  }

  private static NodeProcess.Setup node(
      Setup setup, String name, Wiring.Place place, String entry) {
    return new NodeProcess.Setup(
        name,
        JavaCommand.likeThis(setup.heap(), setup.flags()),
        setup.mainClass(),
        place,
        new HostPort(LoopbackPorts.HOST, LoopbackPorts.take(1).get(0)),
        setup.data().resolve(name),
        entry,
        setup.config(),
        emptyLog(setup.folder(), name));
  }

  /**
   * Starts one more node, under the next name, that joins through this one; {@link #awaitReady}
   * waits until it serves. One at a time.
   */
  public NodeProcess join(NodeProcess through) {
    int index = nodes.size() + 1;
    Wiring.Place place = wiring.place("n" + index, index);
    String entry = "--join=" + through.setup().place().announced();
    NodeProcess node = new NodeProcess(node(setup, "n" + index, place, entry), timeline);
    nodes.add(node);
    node.wipe();
    node.start();
    return node;
  }

  /** All nodes, also those that are down or were removed. */
  public List<NodeProcess> nodes() {
    return nodes;
  }

  /** What happened to it, and when. */
  public Timeline timeline() {
    return timeline;
  }

  /** The nodes but this one. */
  public List<NodeProcess> others(NodeProcess node) {
    return nodes.stream().filter(other -> other != node).toList();
  }

  /** Waits until every node answers that it is ready. */
  public void awaitReady(Patience patience) {
    nodes.forEach(node -> awaitReady(node, patience));
  }

  /** Waits until this node answers that it is ready. */
  public void awaitReady(NodeProcess node, Patience patience) {
    node.awaitReady(patience);
  }

  /** Waits until the given nodes agree on who of them leads the maps' group. */
  public Leader awaitLeader(List<NodeProcess> among, Patience patience) {
    return awaitLeader(MAPS, among, patience);
  }

  /** Waits until the given nodes agree on who of them leads that group. */
  public Leader awaitLeader(String group, List<NodeProcess> among, Patience patience) {
    return patience.until(
        "a leader of %s among %s".formatted(group, among.stream().map(NodeProcess::name).toList()),
        () -> leader(group, among));
  }

  /** Waits for a leader among all nodes. */
  public Leader awaitLeader() {
    return awaitLeader(nodes, Patience.seconds(30));
  }

  /**
   * Who leads that group now, as far as any node knows: the leader of the highest term. A node that
   * does not answer within 3 s is passed over.
   */
  public Optional<Leader> leaderNow(String group) {
    Optional<Leader> latest = Optional.empty();
    for (NodeProcess witness : nodes) {
      Optional<Leader> seen = toldBy(witness, group);
      if (seen.isPresent()
          && latest.stream().noneMatch(other -> other.term() >= seen.get().term())) {
        latest = seen;
      }
    }
    return latest;
  }

  private Optional<Leader> toldBy(NodeProcess witness, String group) {
    if (!witness.alive() || witness.jvm().paused()) {
      return Optional.empty();
    }
    try {
      return leaderSeenBy(witness, group, nodes);
    } catch (IOException e) {
      timeline.note(witness.name(), "does not say who leads: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Leader> leader(String group, List<NodeProcess> among) throws IOException {
    Optional<Leader> agreed = Optional.empty();
    for (NodeProcess witness : among) {
      Optional<Leader> seen = leaderSeenBy(witness, group, among);
      if (seen.isEmpty() || (agreed.isPresent() && !agreed.equals(seen))) {
        return Optional.empty();
      }
      agreed = seen;
    }
    return agreed;
  }

  private static Optional<Leader> leaderSeenBy(
      NodeProcess witness, String wanted, List<NodeProcess> among) throws IOException {
    for (JsonNode group : witness.api().get("/api/v1/raft/groups").json()) {
      if (group.path("group").asText().equals(wanted)) {
        String name = group.path("leader").asText();
        return among.stream()
            .filter(node -> node.name().equals(name))
            .findFirst()
            .map(node -> new Leader(node, group.path("term").asLong()));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    end(nodes, wiring).rethrow();
  }

  private static CleanUp end(List<NodeProcess> nodes, Wiring wiring) {
    CleanUp ends = new CleanUp();
    nodes.forEach(node -> ends.then(node::kill));
    nodes.forEach(node -> ends.then(node::wipe));
    return ends.then(wiring::close);
  }

  private static Path emptyLog(Path folder, String name) {
    try {
      Path log = Files.createDirectories(folder).resolve(name + ".log");
      Files.deleteIfExists(log);
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
