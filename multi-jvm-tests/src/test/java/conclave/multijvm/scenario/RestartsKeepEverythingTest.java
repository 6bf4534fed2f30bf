package conclave.multijvm.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGTERM ends a node well; starting it wrongly ends in one line that says what is wrong. */
@ExtendWith(Clusters.class)
class RestartsKeepEverythingTest {

  private static final Duration STOP = Duration.ofSeconds(30);
  private static final Duration REQUEST = Duration.ofSeconds(5);
  private static final int ENTRIES = 200;

  private final Ledger ledger = new Ledger("restarts");

  @Test
  void a_cluster_stopped_with_SIGTERM_has_everything_after_a_restart(ClusterProcesses cluster) {
    List<NodeProcess> nodes = cluster.nodes();
    for (int i = 0; i < ENTRIES; i++) {
      ledger.mustWrite(nodes.get(i % nodes.size()), "entry-" + i, "value " + i);
    }
    List<Integer> statuses = nodes.stream().map(node -> node.terminate(STOP)).toList();
    long cut = nodes.stream().filter(RestartsKeepEverythingTest::wasCutOffAtItsEnd).count();
    nodes.forEach(NodeProcess::start);
    cluster.awaitReady(Clusters.START);
    nodes.forEach(ledger::requireAllAt);
    System.out.printf(
        "restarts keep everything: SIGTERM, exit statuses %s, %d left Akka Cluster in time; %d"
            + " entries read at each of %d nodes%n",
        statuses, nodes.size() - cut, ledger.size(), nodes.size());
    assertThat(statuses).containsOnly(0);
    assertThat(cut).as("nodes that could not say that they leave").isLessThan(nodes.size());
  }

  /**
   * The leader gives away what it leads before it ends, so nobody waits for an election. Whoever
   * asks the leader itself is answered until the end, or told for certain that nothing was done.
   */
  @Test
  void a_leader_stopped_under_load_is_not_missed_at_the_others(ClusterProcesses cluster) {
    RecordedMaps maps = new RecordedMaps();
    RecordedMaps atItself = new RecordedMaps();
    Ledger gaps = new Ledger("leader-stopped");
    int stops = Clusters.rounds(2);
    long longest = 0;
    long handedOver = 0;
    for (int i = 0; i < stops; i++) {
      NodeProcess leader = cluster.awaitLeader().node();
      List<NodeProcess> others = cluster.others(leader);
      long before = handedOver(leader);
      MapLoad.Setup clients = new MapLoad.Setup("leader-stopped-" + i, 6, REQUEST, i);
      MapLoad.Setup own = new MapLoad.Setup("leader-stopped-itself-" + i, 2, REQUEST, i);
      try (MapLoad load = MapLoad.start(others, maps, clients);
          MapLoad loadOfItsOwn = MapLoad.start(List.of(leader), atItself, own)) {
        Patience.seconds(10).until("load", () -> Optional.of(load.underWay()).filter(n -> n > 1));
        Patience.seconds(10)
            .until(
                "load at " + leader, () -> Optional.of(loadOfItsOwn.underWay()).filter(n -> n > 0));
        longest = Math.max(longest, stop(leader, others.get(0), gaps));
      }
      handedOver += handedOver(leader) - before;
      leader.start();
      cluster.awaitReady(leader, Clusters.START);
    }
    maps.readEverything(cluster.nodes(), STOP);
    atItself.readEverything(cluster.nodes(), STOP);
    cluster.nodes().forEach(gaps::requireAllAt);
    System.out.printf(
        "the leader is stopped with SIGTERM: %d times, exit status 0, %d groups handed over; at the"
            + " others %d done, %d refused, %d unknown, %d writes one after another, the longest"
            + " took %d ms; at the one that stops %d done, %d refused for certain, %d unknown%n",
        stops,
        handedOver,
        maps.count(Kind.DONE),
        maps.count(Kind.REFUSED),
        maps.count(Kind.UNKNOWN),
        gaps.size(),
        longest,
        atItself.count(Kind.DONE),
        atItself.count(Kind.REFUSED),
        atItself.count(Kind.UNKNOWN));
    assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
    assertThat(atItself.verdict().linearizable()).as("%s", atItself.verdict()).isTrue();
    assertThat(maps.count(Kind.DONE)).as("requests done").isGreaterThan(20 * stops);
    assertThat(maps.count(Kind.REFUSED) + maps.count(Kind.UNKNOWN)).as("errors").isZero();
    assertThat(atItself.count(Kind.DONE)).as("done by the one that stops").isPositive();
    // It answers what it has taken; one may meet the closing of its connection on the way.
    assertThat(atItself.count(Kind.UNKNOWN)).as("unknown there").isLessThanOrEqualTo(stops);
    assertThat(handedOver).as("groups handed over").isPositive();
  }

  /** As its log says, of all its lives; a busy machine may depose a leader just before. */
  private static long handedOver(NodeProcess node) {
    return node.jvm().log().stream().filter(line -> line.contains(": handed over to ")).count();
  }

  /** Writes one after another while it stops; how many milliseconds the longest took. */
  private static long stop(NodeProcess leader, NodeProcess other, Ledger gaps) {
    CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> leader.terminate(STOP));
    long longest = 0;
    boolean goesOn = true;
    while (goesOn) {
      // Once more after it has ended: its end is a moment, too.
      goesOn = !status.isDone();
      long asked = System.nanoTime();
      gaps.mustWrite(other, "write-" + gaps.size(), "while the leader stops");
      longest = Math.max(longest, System.nanoTime() - asked);
    }
    assertThat(status.join()).as("exit status of %s", leader).isZero();
    return Duration.ofNanos(longest).toMillis();
  }

  @Test
  void a_wrong_start_ends_with_status_2_and_one_line(ClusterProcesses cluster) throws Exception {
    NodeProcess running = cluster.nodes().get(0);
    NodeProcess stopped = cluster.nodes().get(1);
    assertThat(stopped.terminate(STOP)).isZero();
    String dir = stopped.setup().dataDir().toString();
    List<String> lines = new ArrayList<>();
    try {
      lines.add(refused(stopped, "--data-dir=", running.setup().dataDir().toString()));
      assertThat(lines.get(0)).contains(running.setup().dataDir().toString(), "in use");
      lines.add(refused(stopped, "--name=", "n3"));
      assertThat(lines.get(1)).contains(dir, "belongs to node n2, not to n3");
      lines.add(refused(stopped, "--http-port=", Integer.toString(running.http().port())));
      assertThat(lines.get(2)).contains("--http-port", running.http().toString());
      lines.add(refused(stopped, "--port=", Integer.toString(running.setup().port())));
      assertThat(lines.get(3)).contains("--port", "127.0.0.1:" + running.setup().port());
      lines.add(refused(stopped, "--port=", "70000"));
      assertThat(lines.get(4)).contains("70000");
    } finally {
      stopped.start();
      cluster.awaitReady(Clusters.START);
    }
    lines.forEach(line -> System.out.println("a wrong start: status 2, " + line));
  }

  /** Whether the others did not answer when its latest process left Akka Cluster. */
  private static boolean wasCutOffAtItsEnd(NodeProcess node) {
    List<String> log = node.log();
    int start = log.size() - 1;
    while (start > 0 && !log.get(start).contains("Node " + node.name() + "#")) {
      start--;
    }
    return log.subList(start, log.size()).stream()
        .anyMatch(line -> line.contains("phase [cluster-exiting] timed out"));
  }

  /** Starts the node with one option changed; the line it ends with. */
  private static String refused(NodeProcess node, String option, String value)
      throws IOException, InterruptedException {
    List<String> arguments =
        node.setup().arguments().stream()
            .map(argument -> argument.startsWith(option) ? option + value : argument)
            .toList();
    Process process = new ProcessBuilder(node.setup().command(arguments)).start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still runs: " + arguments);
    }
    List<String> lines = process.errorReader().lines().toList();
    assertThat(lines).as("standard error of %s", arguments).hasSize(1);
    assertThat(process.exitValue()).as(lines.get(0)).isEqualTo(2);
    return lines.get(0);
  }
}
