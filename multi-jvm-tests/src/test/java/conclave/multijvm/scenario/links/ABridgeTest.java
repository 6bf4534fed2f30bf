package conclave.multijvm.scenario.links;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.model.MapCall.Key;
import conclave.history.model.MapCall.Put;
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
import conclave.multijvm.scenario.links.LinkedClusters.Linked;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Five nodes fall into two halves that only meet at one node: each half has a majority with it, and
 * still there is one order of writes, and service for everybody.
 */
@Tag("long")
class ABridgeTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration PATIENT = Duration.ofSeconds(10);
  private static final Duration WHILE = Duration.ofSeconds(4);
  private static final int CLIENTS = 10;

  /** So many requests are done with each bridge at least, however slow the machine. */
  private static final int DONE_EACH = 101;

  private final RecordedMaps maps = new RecordedMaps();

  @Test
  void two_halves_that_meet_at_one_node_have_one_order() {
    try (Linked cluster = LinkedClusters.own("bridge", 5)) {
      ClusterProcesses processes = cluster.processes();
      MapLoad.Setup setup = new MapLoad.Setup("bridge", CLIENTS, TIMEOUT, 29);
      Leader first = processes.awaitLeader();
      int elections = 0;
      Traffic broken = Traffic.NOTHING;
      try (MapLoad load = MapLoad.start(processes.nodes(), maps, setup)) {
        Patience.seconds(60)
            .until("load", () -> Optional.of(load.underWay()).filter(n -> n >= CLIENTS / 2));
        for (NodeProcess bridge : processes.nodes()) {
          long term = processes.awaitLeader().term();
          LinkSet halves = cluster.links().bridgedBy(bridge.name());
          Traffic before = halves.traffic();
          long done = maps.count(Kind.DONE);
          halves.cut();
          mustWrite(bridge, "through-" + bridge.name());
          Patience.pass(WHILE);
          Patience.seconds(60)
              .until(
                  "requests done with the bridge " + bridge.name(),
                  () -> Optional.of(maps.count(Kind.DONE) - done).filter(n -> n >= DONE_EACH));
          broken = broken.plus(halves.traffic().since(before));
          halves.heal();
          elections += (int) (processes.awaitLeader().term() - term);
        }
      }
      int keys = maps.readEverything(processes.nodes(), PATIENT);
      System.out.printf(
          "a bridge of five: each node once, for %d ms and more; from term %d on %d terms more;"
              + " links: %s; %d done, %d refused, %d unknown on %d keys%n",
          WHILE.toMillis(),
          first.term(),
          elections,
          broken,
          maps.count(Kind.DONE),
          maps.count(Kind.REFUSED),
          maps.count(Kind.UNKNOWN),
          keys);
      assertThat(broken.reset()).as("connections that were cut").isPositive();
      assertThat(maps.count(Kind.DONE)).as("requests done").isGreaterThan(5 * DONE_EACH - 1);
      assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
    }
  }

  /** The bridge reaches a majority whoever leads. */
  private void mustWrite(NodeProcess bridge, String key) {
    Patience.seconds(60)
        .until(
            "a write at " + bridge.name(),
            () ->
                Optional.of(
                        maps.ask("writer", bridge, new Put(new Key("bridge", key), "x"), PATIENT))
                    .filter(ServiceAnswer.Done.class::isInstance));
  }
}
