package conclave.multijvm;

import conclave.multijvm.app.Boot;
import conclave.multijvm.app.NodeMain;
import conclave.multijvm.control.Barriers;
import conclave.multijvm.control.Line;
import conclave.multijvm.control.Rendezvous;
import conclave.multijvm.control.Switchboard;
import conclave.multijvm.control.Wire;
import conclave.multijvm.evidence.Folder;
import conclave.multijvm.process.CleanUp;
import conclave.multijvm.process.JavaCommand;
import conclave.multijvm.process.LoopbackPorts;
import conclave.multijvm.process.NodeJvm;
import conclave.multijvm.process.NodeLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The processes of a {@link JvmCluster}, and what belongs to them, from its start to its end. */
final class RunningCluster implements AutoCloseable {

  private static final int SPARE_PORTS = 4;

  private final Plan plan;
  private final Folder folder;
  private final Timeline timeline;
  private final JavaCommand java;
  private final Switchboard board = Switchboard.open();
  private final Barriers barriers;
  private final Map<String, JvmNode> nodes = new LinkedHashMap<>();
  private final Map<String, Class<? extends NodeGuardian>> guardians = new LinkedHashMap<>();
  private final Set<String> retired = new TreeSet<>();

  /**
   * What a scenario declares.
   *
   * @param scenario names the folder and the ActorSystem
   * @param seed of everything that is drawn
   * @param guardians the class that each node runs, by name, in the order of the nodes
   * @param config over the application's own
   * @param conclave whether the nodes have Conclave's services
   * @param wiring what stands between the nodes
   * @param heap the largest of each, as {@code -Xmx} takes it
   * @param flags for every JVM
   * @param patience until a node is ready
   */
  record Plan(
      String scenario,
      long seed,
      Map<String, Class<? extends NodeGuardian>> guardians,
      String config,
      boolean conclave,
      Wiring wiring,
      String heap,
      List<String> flags,
      Patience patience) {}

  private RunningCluster(Plan plan, Folder folder) {
    this.plan = plan;
    this.folder = folder;
    this.timeline = Timeline.into(folder.path().resolve("timeline.txt"));
    this.barriers = new Barriers(timeline, this::running);
    timeline.note(Barriers.TEST, "scenario %s, seed %d".formatted(plan.scenario(), plan.seed()));
    plan.wiring().notesGoTo(timeline);
    List<String> flags = new ArrayList<>(List.of(NodeLog.flag()));
    flags.addAll(plan.flags());
    this.java = JavaCommand.likeThis(plan.heap(), flags);
  }

  /** Starts all nodes at once; returns when they are ready, or throws and leaves none. */
  static RunningCluster start(Plan plan, Folder folder) {
    RunningCluster cluster = new RunningCluster(plan, folder);
    try {
      plan.guardians().forEach(cluster::declare);
      cluster.startAll();
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.end().suppressedBy(e);
      throw e;
    }
  }

  Map<String, JvmNode> nodes() {
    return nodes;
  }

  Wiring wiring() {
    return plan.wiring();
  }

  Timeline timeline() {
    return timeline;
  }

  Folder folder() {
    return folder;
  }

  /** Between two tests: links are healed, the paused resumed, those that do not run started. */
  void mend() {
    plan.wiring().heal();
    startAll();
  }

  private void startAll() {
    List<JvmNode> wanted =
        nodes.values().stream().filter(node -> !retired.contains(node.name())).toList();
    for (JvmNode node : wanted) {
      if (node.jvm().paused()) {
        node.resume();
      }
      if (!node.alive()) {
        node.start();
      }
    }
    wanted.forEach(JvmNode::awaitReady);
  }

  /** Another node, started, with the next name. */
  JvmNode add(Class<? extends NodeGuardian> guardian) {
    String name = "n" + (nodes.size() + 1);
    declare(name, guardian);
    JvmNode node = nodes.get(name);
    node.start();
    node.awaitReady();
    return node;
  }

  /** Another node in place of one that is gone, which is neither started again nor awaited. */
  JvmNode replace(JvmNode lost) {
    timeline.note(lost.name(), "is given up");
    lost.wipe();
    retired.add(lost.name());
    return add(guardians.get(lost.name()));
  }

  Barrier barrier(String name, Set<String> parties) {
    return within -> barriers.arrive(Barriers.TEST, new Rendezvous(name, parties, within));
  }

  /** Kills all nodes; their logs and the timeline stay. */
  @Override
  public void close() {
    end().rethrow();
  }

  private CleanUp end() {
    CleanUp ends = new CleanUp();
    nodes.values().forEach(node -> ends.then(node::kill));
    nodes.values().forEach(node -> ends.then(node::wipe));
    return ends.then(plan.wiring()::close).then(board::close);
  }

  private void declare(String name, Class<? extends NodeGuardian> guardian) {
    guardians.put(name, guardian);
    int index = nodes.size() + 1;
    Wiring.Place place = plan.wiring().place(name, index);
    Path directory = folder.path().resolve(name);
    NodeJvm jvm =
        new NodeJvm(
            new NodeJvm.Spec(
                name,
                java,
                java.running(NodeMain.class.getName(), List.of()),
                directory,
                folder.path().resolve(name + ".log")),
            timeline);
    Line line = new Line(jvm, timeline, barriers);
    board.connect(name, line);
    Boot.Self self =
        new Boot.Self(
            name,
            index,
            place.bound().toString(),
            directory.toString(),
            LoopbackPorts.take(SPARE_PORTS),
            guardian.getName());
    nodes.put(
        name,
        new JvmNode(
            new JvmNode.Parts(
                jvm, line, place.announced(), () -> greeting(self, line.life()), plan.patience())));
  }

  private byte[] greeting(Boot.Self self, int life) {
    Map<String, String> addresses = new TreeMap<>();
    nodes.forEach((name, node) -> addresses.put(name, node.address().toString()));
    Boot.Scenario scenario =
        new Boot.Scenario(
            plan.scenario(),
            plan.config(),
            plan.conclave(),
            founders(addresses),
            plan.seed(),
            board.credentials());
    addresses.keySet().removeAll(retired);
    try {
      return Wire.framed(Wire.bytes(new Boot(self, life, scenario, addresses)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> founders(Map<String, String> addresses) {
    Map<String, String> founders = new TreeMap<>(addresses);
    founders.keySet().retainAll(plan.guardians().keySet());
    return founders;
  }

  private Set<String> running() {
    Set<String> running = new TreeSet<>();
    new ArrayList<>(nodes.values())
        .stream().filter(JvmNode::alive).forEach(node -> running.add(node.name()));
    return running;
  }
}
