package conclave.multijvm.scenario.disk.slow;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
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
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * The leader's disk becomes slow under load, and nothing else: the node says so and hands over what
 * it leads, goes on as a follower, and is fit again when the disk is.
 */
class ASlowDiskTest {

  /**
   * Only the disk makes unfit, and nobody is elected for a machine that stands still: all nodes
   * share its processors.
   */
  private static final String ONLY_DISKS =
      """
      conclave.raft { election-timeout-min = 3 s, election-timeout-max = 5 s }
      conclave.leadership {
        look = 200 ms, tenure = 1 s, balance = off
        unfit {
          well-after = 5
          disk { sync = 1 s, looks = 2, hang = 1 h }
          cpu.share = 2
          memory.gc-share = 1
          pauses.pause = 1 h
        }
      }
      """;

  /** Beyond what makes unfit, and no reason for an election. */
  private static final Duration EACH_SYNC = Duration.ofMillis(2_200);

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Patience LONG = Patience.seconds(120);
  private static final int CLIENTS = 6;

  /** A machine that stands still elects another one before this one hands over. */
  private static final int TRIES = 10;

  private final RecordedMaps maps = new RecordedMaps();
  private final Ledger ledger = new Ledger("slow");

  @Test
  void its_node_hands_over_what_it_leads_and_follows() throws IOException {
    ClusterProcesses.Setup setup =
        ClusterProcesses.Setup.in(Clusters.folder("slow")).config(ONLY_DISKS).flags(SlowFiles.FLAG);
    try (ClusterProcesses cluster = ClusterProcesses.start(setup)) {
      cluster.awaitReady(Clusters.START);
      Moved moved;
      try (MapLoad load =
          MapLoad.start(
              cluster.nodes(), maps, new MapLoad.Setup("slow-load", CLIENTS, TIMEOUT, 37))) {
        await("load", () -> maps.count(Kind.DONE) > 200 && load.underWay() > 0);
        moved = slowDown(cluster);
      }
      NodeProcess slow = moved.slow();
      Slowness.end(slow.setup().dataDir());
      await(
          "fitness of " + slow,
          () -> said(slow, moved.line(), "This node is fit to lead again").isPresent());
      int entries = ledger.requireAllAt(slow);
      int keys = maps.readEverything(cluster.nodes(), TIMEOUT);
      System.out.printf(
          "a slow disk: syncs of %d ms and more; \"%s\"; leader in term %d, and in term %d"
              + " another, %d ms later; longest time without a request done %d ms; %d done, %d"
              + " refused, %d unknown on %d keys; %d entries at the slow node%n",
          EACH_SYNC.toMillis(),
          moved.why(),
          moved.before().term(),
          moved.after().term(),
          moved.millis(),
          maps.longestGap().toMillis(),
          maps.count(Kind.DONE),
          maps.count(Kind.REFUSED),
          maps.count(Kind.UNKNOWN),
          keys,
          entries);
      assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
    }
  }

  /**
   * A leadership that moved.
   *
   * @param line of the node's log from which on its disk is slow
   * @param why as the node said it
   * @param millis since its disk became slow
   */
  private record Moved(Leader before, Leader after, int line, String why, long millis) {
    NodeProcess slow() {
      return before.node();
    }
  }

  private Moved slowDown(ClusterProcesses cluster) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Optional<Moved> moved = slowDown(cluster, cluster.awaitLeader(cluster.nodes(), LONG));
      if (moved.isPresent()) {
        requireService(cluster, moved.get());
        return moved.get();
      }
    }
    throw new AssertionError("in none of %d tries a slow disk moved a leader".formatted(TRIES));
  }

  /** Empty where another one was elected before. */
  private static Optional<Moved> slowDown(ClusterProcesses cluster, Leader before)
      throws IOException {
    NodeProcess slow = before.node();
    int line = slow.log().size();
    long from = System.nanoTime();
    Slowness.set(slow.setup().dataDir(), EACH_SYNC);
    Leader after =
        LONG.until(
            "another leader than " + slow,
            () -> cluster.leaderNow(ClusterProcesses.MAPS).filter(now -> now.node() != slow));
    long millis = Duration.ofNanos(System.nanoTime() - from).toMillis();
    Optional<String> why = said(slow, line, "unfit to lead: slow-disk");
    if (why.isEmpty() || said(slow, line, "Group p0: is handed over to ").isEmpty()) {
      Slowness.end(slow.setup().dataDir());
      return Optional.empty();
    }
    return Optional.of(new Moved(before, after, line, why.get(), millis));
  }

  /** It follows, and all goes on; what it led beside the maps goes, too. */
  private void requireService(ClusterProcesses cluster, Moved moved) {
    NodeProcess slow = moved.slow();
    await("others that lead all of what " + slow + " led", () -> !leads(cluster, slow));
    List<NodeProcess> others = cluster.others(slow);
    for (int i = 0; i < 30; i++) {
      NodeProcess node = others.get(i % 2);
      String entry = "entry-" + i;
      await(
          "a write at " + node.name() + " while one disk is slow",
          () -> ledger.write(node, entry, "written", TIMEOUT) instanceof ServiceAnswer.Done);
    }
    assertThat(leads(cluster, slow)).as("%s leads again, on its slow disk", slow).isFalse();
    assertThat(slow.alive()).isTrue();
    assertThat(moved.after().term()).isGreaterThan(moved.before().term());
  }

  /** Anything at all, as far as anybody knows. */
  private static boolean leads(ClusterProcesses cluster, NodeProcess node) {
    return List.of(ClusterProcesses.MAPS, ClusterProcesses.CONTROL).stream()
        .map(cluster::leaderNow)
        .anyMatch(leader -> leader.isEmpty() || leader.get().node() == node);
  }

  private static Optional<String> said(NodeProcess node, int from, String what) {
    return node.log().stream()
        .skip(from)
        .filter(line -> line.contains(what))
        .map(line -> line.substring(line.indexOf(what)))
        .findFirst();
  }

  private static void await(String what, BooleanSupplier holds) {
    LONG.until(what, () -> holds.getAsBoolean() ? Optional.of(0) : Optional.empty());
  }
}
