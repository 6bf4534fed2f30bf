package conclave.multijvm.scenario.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer;
import conclave.multijvm.load.ServiceAnswer.Kind;
import conclave.multijvm.scenario.Clusters;
import conclave.multijvm.scenario.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A cluster of an earlier build becomes one of this build under load, node by node, with a way back
 * until the last one, and nothing is lost. {@code -Dconclave.upgrade.from=REVISION} says which
 * build; the commit before this one, unless said.
 */
@Tag("long")
class RollingUpgradeTest {

  private static final String FROM = System.getProperty("conclave.upgrade.from", "HEAD~1");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration END = Duration.ofSeconds(180);

  /** Twice what makes a snapshot, and what is kept behind it. */
  private static final int MUCH = 160;

  private static final String VALUE = "v".repeat(8 << 10);

  /** Nodes of this build have the modules of the tests on their class path, which Akka notices. */
  private static final String SMALL_LOGS =
      """
      conclave.raft { snapshot-after-bytes = 512 KiB, keep-bytes = 64 KiB }
      akka.cluster.configuration-compatibility-check.enforce-on-join = off
      """;

  private final RecordedMaps maps = new RecordedMaps();
  private final Ledger ledger = new Ledger("upgrade");
  private final List<String> steps = new ArrayList<>();
  private int written;

  @Test
  void nothing_is_lost_from_one_build_to_the_next_and_back() throws Exception {
    try (FormerBuild former = FormerBuild.of(FROM);
        ClusterProcesses cluster =
            ClusterProcesses.start(
                ClusterProcesses.Setup.in(Clusters.folder("upgrade"))
                    .config(SMALL_LOGS)
                    .onClassPath(former.classPath()))) {
      cluster.awaitReady(Clusters.START);
      String way;
      try (MapLoad load =
          MapLoad.start(cluster.nodes(), maps, new MapLoad.Setup("rolling", 4, TIMEOUT, 17))) {
        way = roll(cluster, former.classPath());
        steps.add(load.underWay() >= 0 ? "all under load" : "");
      }
      cluster.nodes().forEach(ledger::requireAllAt);
      int keys = maps.readEverything(cluster.nodes(), PATIENT);
      System.out.printf(
          "rolling upgrade from %s: %s; %s; %d entries of 8 kB and %d keys read at each node;"
              + " longest time without a request done %d ms; %d done, %d refused, %d unknown%n",
          former.revision(),
          String.join(", ", steps),
          way,
          ledger.size(),
          keys,
          maps.longestGap().toMillis(),
          maps.count(Kind.DONE),
          maps.count(Kind.REFUSED),
          maps.count(Kind.UNKNOWN));
      assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
      assertThat(maps.count(Kind.DONE)).as("requests done").isGreaterThan(300);
      assertThat(steps).as("steps").hasSize(9);
    }
  }

  /** Returns what became of the way back. */
  private String roll(ClusterProcesses cluster, String former) throws IOException {
    NodeProcess leader = cluster.awaitLeader().node();
    NodeProcess first = cluster.others(leader).get(0);
    NodeProcess second = cluster.others(leader).get(1);

    stop(first);
    writeMuch(leader, second);
    first.onOwnClassPath();
    step(cluster, first, "snapshot from a former leader");
    stop(first);
    first.onClassPath(former);
    step(cluster, first, "back");
    first.kill();
    first.onOwnClassPath();
    step(cluster, first, "upgraded after kill -9");
    second.kill();
    second.onOwnClassPath();
    step(cluster, second, "upgraded after kill -9");

    NodeProcess last = cluster.awaitLeader().node();
    if (last != leader) { // a kill may have moved it already
      stop(leader);
      leader.start();
      step(cluster, leader, "restarted");
    } else {
      steps.add("a former leader of a mixed cluster");
    }
    stop(leader);
    NodeProcess upgraded = cluster.awaitLeader(cluster.others(leader), Clusters.START).node();
    writeMuch(upgraded, upgraded == first ? second : first);
    leader.start();
    step(cluster, leader, "snapshot to a former member");
    requireInUse(cluster, former(leader));
    stop(leader);
    leader.onOwnClassPath();
    step(cluster, leader, "the last one upgraded");
    steps.add("in use " + awaitNewest(cluster));
    return back(cluster, leader, former);
  }

  private static void stop(NodeProcess node) {
    // On a machine that is too slow for the bounds of an end, it says so, with status 1.
    assertThat(node.terminate(END)).as("exit status of %s", node.name()).isBetween(0, 1);
  }

  private void step(ClusterProcesses cluster, NodeProcess node, String what) {
    if (!node.alive()) {
      node.start();
    }
    cluster.awaitReady(node, Clusters.START);
    ledger.mustWrite(node, "step-" + steps.size(), what);
    ledger.requireAllAt(node);
    steps.add(what);
  }

  private void writeMuch(NodeProcess... nodes) {
    int done = 0;
    for (int i = 0; i < MUCH; i++) {
      NodeProcess node = nodes[i % nodes.length];
      if (ledger.write(node, "entry-" + written++, VALUE + i, PATIENT)
          instanceof ServiceAnswer.Done) {
        done++;
      }
    }
    assertThat(done).as("entries written").isGreaterThan(MUCH / 2);
  }

  /** What a node of that build speaks at most; those before there were versions do not tell. */
  private static int former(NodeProcess node) throws IOException {
    return nodes(node).stream()
        .filter(seen -> seen.path("name").asText().equals(node.name()))
        .mapToInt(seen -> seen.path("newestProtocol").asInt(1))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonNode> nodes(NodeProcess node) throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    node.api().get("/api/v1/nodes").json().forEach(nodes::add);
    return nodes;
  }

  /** While one member speaks no more than that, nobody uses more. */
  private static void requireInUse(ClusterProcesses cluster, int most) throws IOException {
    for (NodeProcess node : cluster.nodes()) {
      for (JsonNode seen : nodes(node)) {
        assertThat(seen.path("protocol").asInt(1)).as("%s", seen).isLessThanOrEqualTo(most);
      }
    }
  }

  private static int awaitNewest(ClusterProcesses cluster) {
    NodeProcess any = cluster.nodes().get(0);
    return Patience.seconds(60)
        .until(
            "the newest version is in use",
            () ->
                nodes(any).stream()
                    .map(seen -> seen.path("protocol").asInt())
                    .filter(used -> used == seenNewest(any))
                    .findFirst());
  }

  private static int seenNewest(NodeProcess node) {
    try {
      return nodes(node).stream()
          .mapToInt(seen -> seen.path("newestProtocol").asInt())
          .max()
          .orElse(0);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Once more is in use than the former build speaks, it does not start any more. */
  private String back(ClusterProcesses cluster, NodeProcess node, String former)
      throws IOException {
    int newest = former(node);
    stop(node);
    int from = node.log().size();
    node.onClassPath(former);
    node.start();
    Optional<Integer> status = ended(node);
    if (status.isEmpty()) {
      cluster.awaitReady(node, Clusters.START);
      ledger.requireAllAt(node);
      return "the former build speaks what is in use, and goes on";
    }
    List<String> said = node.log().subList(from, node.log().size());
    List<String> why = said.stream().filter(line -> line.startsWith("conclave: ")).toList();
    assertThat(status.get()).as("%s", said).isBetween(1, 2);
    assertThat(why).as("%s", said).hasSize(1);
    node.onOwnClassPath();
    step(cluster, node, "up again");
    steps.remove(steps.size() - 1);
    return "then the former build is refused by \"%s\", version %d"
        .formatted(why.get(0).replaceAll("/\\S*/", ".../"), newest);
  }

  /** Its exit status, or nothing where it serves. */
  private static Optional<Integer> ended(NodeProcess node) {
    return Patience.seconds(120)
        .until(
            node.name() + " serves or ends",
            () -> {
              if (!node.alive()) {
                return Optional.of(Optional.of(node.jvm().ended().join()));
              }
              return node.api().get("/ready").status() == 200
                  ? Optional.of(Optional.<Integer>empty())
                  : Optional.empty();
            });
  }
}
