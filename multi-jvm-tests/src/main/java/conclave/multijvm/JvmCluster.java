package conclave.multijvm;

import conclave.multijvm.evidence.Evidence;
import conclave.multijvm.evidence.Folder;
import conclave.multijvm.evidence.Replay;
import conclave.multijvm.process.CleanUp;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Nodes in JVMs of their own, on this machine, for the tests of one class; an extension of JUnit:
 *
 * <pre>
 *   &#64;RegisterExtension
 *   static final JvmCluster cluster = JvmCluster.of("orders").nodes(3).running(OrderNode.class);
 * </pre>
 *
 * <p>In a static field it serves all tests of the class: before each of them, nodes that an earlier
 * one killed or paused are started or resumed, with what is in their directories, and what stands
 * between them is healed; after one that failed comes a fresh cluster. In a field of the instance
 * every test has its own. Two tests cannot share one at the same time; the second fails.
 *
 * <p>When a test fails, {@code target/multi-jvm/<scenario>} keeps the timeline and the log of every
 * node, and the failure says where, and with which line the test runs again. Otherwise nothing
 * stays. No process outlives the test's JVM, however that ends.
 */
public final class JvmCluster
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  private static final int MOST_NODES = 32;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  private static final String SEED = "conclave.seed";

  /** Which test has the cluster: one at a time, since each begins with all nodes well. */
  static final class Turn {

    private record Holder(String id, String name) {}

    private final AtomicReference<Holder> holder = new AtomicReference<>();

    /**
     * @param id of the test
     * @throws IllegalStateException when another one has not ended
     */
    void begin(String scenario, String id, String name) {
      Holder other = holder.compareAndExchange(null, new Holder(id, name));
      if (other != null) {
        throw new IllegalStateException(
            ("scenario %s: %s begins while %s is not over. Cure: @Execution(SAME_THREAD) on the"
                    + " class, or the cluster in a field of the instance")
                .formatted(scenario, name, other.name()));
      }
    }

    /** Whether that test had it; another one may now. */
    boolean end(String id) {
      Holder now = holder.get();
      return now != null && now.id().equals(id) && holder.compareAndSet(now, null);
    }
  }

  private final String scenario;
  private final long seed = Optional.ofNullable(Long.getLong(SEED)).orElseGet(JvmCluster::draw);
  private final Map<String, Class<? extends NodeGuardian>> exceptions = new LinkedHashMap<>();
  private final List<String> flags = new ArrayList<>();
  private int size = 3;
  private Class<? extends NodeGuardian> guardian;
  private String config = "";
  private boolean conclave;
  private LongFunction<? extends Wiring> wiring = any -> Wiring.direct();
  private String heap = "128m";
  private Patience patience = Patience.seconds(120);
  private final Turn turn = new Turn();
  private int classes;
  private RunningCluster running;

  private JvmCluster(String scenario) {
    if (!NAME.matcher(scenario).matches()) {
      throw new IllegalArgumentException(
          "scenario %s: its name must be that of an ActorSystem: letters, digits, - and _"
              .formatted(scenario));
    }
    this.scenario = scenario;
  }

  /**
   * A cluster of three, unless more is said.
   *
   * @param scenario names its folder and its ActorSystem; no other of the module has the same
   */
  public static JvmCluster of(String scenario) {
    return new JvmCluster(scenario);
  }

  /** So many nodes, {@code n1}, {@code n2}, ...; 1 to 32. */
  public JvmCluster nodes(int count) {
    if (count < 1 || count > MOST_NODES) {
      throw new IllegalArgumentException(
          "%d nodes: there must be 1 to %d".formatted(count, MOST_NODES));
    }
    size = count;
    return this;
  }

  /** What the nodes run. */
  public JvmCluster running(Class<? extends NodeGuardian> everywhere) {
    guardian = makable(everywhere);
    return this;
  }

  /** What that node runs instead. */
  public JvmCluster running(String node, Class<? extends NodeGuardian> there) {
    exceptions.put(node, makable(there));
    return this;
  }

  /** Settings over those of {@code application.conf}, in HOCON. */
  public JvmCluster config(String hocon) {
    config = config + "\n" + hocon;
    return this;
  }

  /**
   * Gives the nodes Conclave's services: a guardian gets them from {@code ClusterServices.get}, and
   * a node is ready when they are. The node's directory holds its data, and its API listens on its
   * port 3.
   */
  public JvmCluster withConclave() {
    conclave = true;
    return this;
  }

  /**
   * What stands between the nodes; nothing, unless said.
   *
   * @param made makes one from the seed, for each cluster that is started, and is closed with it
   */
  public JvmCluster wired(LongFunction<? extends Wiring> made) {
    wiring = made;
    return this;
  }

  /** The largest heap of a node, as {@code -Xmx} takes it; 128m unless said. */
  public JvmCluster heap(String most) {
    heap = most;
    return this;
  }

  /** Further flags for the JVMs of the nodes. */
  public JvmCluster flags(String... more) {
    flags.addAll(List.of(more));
    return this;
  }

  /** How long a node may take until it is ready; 120 s unless said. */
  public JvmCluster readyWithin(Duration limit) {
    patience = new Patience(limit);
    return this;
  }

  /** All nodes, also those that are down, and those that came later. */
  public List<JvmNode> nodes() {
    return List.copyOf(running().nodes().values());
  }

  /** The node with that number, from 1. */
  public JvmNode node(int index) {
    return node("n" + index);
  }

  /** The node with that name. */
  public JvmNode node(String name) {
    JvmNode node = running().nodes().get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "there is no %s, but %s".formatted(name, running().nodes().keySet()));
    }
    return node;
  }

  /** One more node, with the next number, a directory and ports of its own; it is ready. */
  public JvmNode add(Class<? extends NodeGuardian> runs) {
    return running().add(runs);
  }

  /** Kills that node for good, and has another one in its place; it is ready. */
  public JvmNode replace(JvmNode lost) {
    lost.kill();
    return running().replace(lost);
  }

  /** Waits until all nodes that run are ready, as long as was said at the start. */
  public void awaitReady() {
    nodes().stream().filter(JvmNode::alive).forEach(JvmNode::awaitReady);
  }

  /**
   * A place where the test meets nodes, who have the same in their {@link NodeContext}.
   *
   * @param parties names of nodes, and {@code test}; none for the test and every node that runs
   */
  public Barrier barrier(String name, String... parties) {
    return running().barrier(name, Set.of(parties));
  }

  /** Has that in the timeline. */
  public void note(String what) {
    running().timeline().note("test", what);
  }

  /**
   * What stands between the nodes now.
   *
   * @param kind as which it was made
   */
  public <W extends Wiring> W wiring(Class<W> kind) {
    return kind.cast(running().wiring());
  }

  /** What happened, and when. */
  public Timeline timeline() {
    return running().timeline();
  }

  /** Given by {@code -Dconclave.seed}, or drawn; stands in the timeline. */
  public long seed() {
    return seed;
  }

  /** For the choices of a test: the same for the same seed. */
  public SplittableRandom random() {
    return new SplittableRandom(seed);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (++classes == 1) { // and once more for each class nested in that one
      start(context);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    turn.begin(scenario, context.getUniqueId(), context.getDisplayName());
    if (running == null) {
      start(context);
    } else {
      running.mend();
    }
    note("begin of " + context.getDisplayName());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!turn.end(context.getUniqueId())) {
      return; // the cluster is another test's
    }
    Optional<Throwable> failure = context.getExecutionException();
    failure.ifPresent(why -> explain(why, context));
    if (failure.isPresent() || classes == 0) {
      stop(failure.isPresent());
    }
  }

  /** What failed here is a method for all tests. */
  @Override
  public void afterAll(ExtensionContext context) {
    classes--;
    Optional<Throwable> failure = context.getExecutionException();
    failure.ifPresent(why -> explain(why, context));
    if (failure.isPresent() || classes == 0) {
      stop(failure.isPresent());
    }
  }

  private void start(ExtensionContext context) {
    Folder folder = Folder.emptied(scenario);
    try {
      running = RunningCluster.start(plan(), folder);
    } catch (RuntimeException | Error failure) {
      folder.keep();
      failure.addSuppressed(evidence(folder, context));
      throw failure;
    }
  }

  private RunningCluster.Plan plan() {
    Map<String, Class<? extends NodeGuardian>> guardians = new LinkedHashMap<>();
    for (int i = 1; i <= size; i++) {
      String name = "n" + i;
      Class<? extends NodeGuardian> runs = exceptions.getOrDefault(name, guardian);
      if (runs == null) {
        throw new IllegalStateException(
            "nobody said what %s of %s runs. Cure: .running(SomeNode.class)"
                .formatted(name, scenario));
      }
      guardians.put(name, runs);
    }
    return new RunningCluster.Plan(
        scenario, seed, guardians, config, conclave, wiring.apply(seed), heap, flags, patience);
  }

  private void stop(boolean keep) {
    if (running == null) {
      return; // it never started, or a test failed on it
    }
    RunningCluster ended = running;
    running = null;
    new CleanUp()
        .then(ended::close)
        .then(keep ? ended.folder()::keep : ended.folder()::delete)
        .rethrow();
  }

  private void explain(Throwable failure, ExtensionContext context) {
    if (running != null) {
      note("%s failed: %s".formatted(context.getDisplayName(), failure));
      failure.addSuppressed(evidence(running.folder(), context));
    }
  }

  private Evidence evidence(Folder folder, ExtensionContext context) {
    String test =
        context.getRequiredTestClass().getName()
            + context.getTestMethod().map(method -> "#" + method.getName()).orElse("");
    return new Evidence(folder.path(), Replay.line(Path.of(""), test, seed));
  }

  private RunningCluster running() {
    if (running == null) {
      throw new IllegalStateException(
          "scenario %s has not begun. Cure: @RegisterExtension on its field".formatted(scenario));
    }
    return running;
  }

  /** Said here, and not in the log of a node. */
  private static Class<? extends NodeGuardian> makable(Class<? extends NodeGuardian> runs) {
    boolean plain =
        Arrays.stream(runs.getDeclaredConstructors())
            .anyMatch(constructor -> constructor.getParameterCount() == 0);
    if (!plain || Modifier.isAbstract(runs.getModifiers())) {
      throw new IllegalArgumentException(
          ("%s cannot be made in a node. Cure: a class that is not abstract, top-level or static,"
                  + " with a constructor without parameters")
              .formatted(runs.getName()));
    }
    return runs;
  }

  private static long draw() {
    return new SecureRandom().nextInt(1_000_000);
  }
}
