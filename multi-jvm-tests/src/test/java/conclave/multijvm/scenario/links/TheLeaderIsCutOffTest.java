package conclave.multijvm.scenario.links;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Key;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapResult;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.links.LinkSet;
import conclave.multijvm.links.Traffic;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer;
import conclave.multijvm.load.ServiceAnswer.Kind;
import conclave.multijvm.scenario.Clusters;
import conclave.multijvm.scenario.Ledger;
import conclave.multijvm.scenario.links.LinkedClusters.Linked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The leader loses its links, under load: the majority elects another and serves; the node that is
 * cut off refuses, and answers no read from what it remembers.
 */
@ExtendWith(LinkedClusters.class)
class TheLeaderIsCutOffTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration MINORITY = Duration.ofMillis(400);
  private static final Duration READ = Duration.ofSeconds(10);
  private static final int CLIENTS = 8;
  private static final int ATTEMPTS = 3;

  private final RecordedMaps maps = new RecordedMaps();

  /** What became of the requests at the node that was cut off. */
  private final List<ServiceAnswer<MapResult>> refusals = new ArrayList<>();

  @Test
  void both_ways(Linked cluster) {
    cutOff(cluster, new Case("both ways", cluster.links()::around, LinkSet::cut));
  }

  @Test
  void it_hears_nobody(Linked cluster) {
    cutOff(cluster, new Case("in", cluster.links()::into, LinkSet::cut));
  }

  @Test
  void nobody_hears_it(Linked cluster) {
    cutOff(cluster, new Case("out", cluster.links()::outOf, LinkSet::cut));
  }

  /** Nothing is reset; what was sent meanwhile arrives when it is over, all of it old. */
  @Test
  void silently(Linked cluster) {
    cutOff(cluster, new Case("silently", cluster.links()::around, LinkSet::hole));
  }

  /**
   * One kind of it.
   *
   * @param how in a word
   * @param links of the leader that break
   * @param breaks them
   */
  private record Case(String how, Function<String, LinkSet> links, Consumer<LinkSet> breaks) {

    String map() {
      return "cut-off-" + how.replace(' ', '-');
    }
  }

  private void cutOff(Linked cluster, Case kind) {
    ClusterProcesses processes = cluster.processes();
    Ledger ledger = new Ledger(kind.map() + "-ledger");
    Leader before = processes.awaitLeader();
    NodeProcess lost = before.node();
    List<NodeProcess> majority = processes.others(lost);
    LinkSet links = kind.links().apply(lost.name());
    Traffic whole = links.traffic();
    MapLoad.Setup setup = new MapLoad.Setup(kind.map(), CLIENTS, TIMEOUT, 17);
    int underWay;
    Leader meanwhile;
    long failOver;
    try (MapLoad load = MapLoad.start(processes.nodes(), maps, setup)) {
      await("load", () -> maps.count(Kind.DONE) > 300);
      await("requests under way", () -> load.underWay() >= CLIENTS / 2);
      underWay = load.underWay();
      long broken = System.nanoTime();
      kind.breaks().accept(links);
      ledger.mustWrite(majority.get(0), "meanwhile", "written by the majority");
      failOver = Duration.ofNanos(System.nanoTime() - broken).toMillis();
      meanwhile = processes.awaitLeader(majority, Patience.seconds(20));
      refuse(lost, kind.map());
      ledger.mustWrite(majority.get(1), "later", "written by the majority");
      whole = links.traffic().since(whole);
      links.heal();
      processes.awaitReady(lost, Clusters.START);
    }
    processes.nodes().forEach(ledger::requireAllAt);
    int keys = maps.readEverything(processes.nodes(), READ);
    Leader after = processes.awaitLeader();
    System.out.printf(
        "the leader is cut off, %s: %d requests under way; written elsewhere after %d ms, terms %d,"
            + " %d, %d; at the cut-off node %d of %d refused or unknown, none done; links: %s;"
            + " %d done, %d refused, %d unknown on %d keys%n",
        kind.how(),
        underWay,
        failOver,
        before.term(),
        meanwhile.term(),
        after.term(),
        refusals.size(),
        2 * ATTEMPTS,
        whole,
        maps.count(Kind.DONE),
        maps.count(Kind.REFUSED),
        maps.count(Kind.UNKNOWN),
        keys);
    assertThat(meanwhile.term()).isGreaterThan(before.term());
    assertThat(whole.reset() + whole.refused() + whole.held())
        .as("what the links broke")
        .isPositive();
    assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
  }

  /** It has a client of its own, which gets no answer but that there is none. */
  private void refuse(NodeProcess lost, String map) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Key key = new Key(map, "minority-" + i);
      refusals.add(maps.ask("minority", lost, new Put(key, "never"), MINORITY));
      refusals.add(maps.ask("minority", lost, new Get(key), MINORITY));
    }
    assertThat(refusals)
        .as("answers of %s, within their deadline", lost.name())
        .noneMatch(ServiceAnswer.Done.class::isInstance)
        .noneMatch(answer -> answer.toString().contains("timed out"));
  }

  private static void await(String what, BooleanSupplier holds) {
    Patience.seconds(30)
        .until(what, () -> holds.getAsBoolean() ? Optional.of(0) : Optional.empty());
  }
}
