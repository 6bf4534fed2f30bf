package conclave.multijvm.scenario.links;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.cli.api.ApiClient;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.process.LoopbackPorts;
import conclave.multijvm.scenario.Clusters;
import conclave.multijvm.scenario.Ledger;
import conclave.node.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two clusters on one machine whose nodes have the same names. Somebody mixes up their addresses:
 * they stay two, and each keeps its data.
 */
@ExtendWith(Clusters.class)
class TwoClustersTest {

  private static final String NAME = "two-clusters";
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final int ENTRIES = 30;

  private final Ledger ofOne = new Ledger(NAME);
  private final Ledger ofOther = new Ledger(NAME);

  @Test
  void they_never_mix_whatever_addresses_they_are_given(ClusterProcesses one) throws IOException {
    ClusterProcesses.Setup setup = ClusterProcesses.Setup.in(Clusters.folder(NAME)).of(1);
    try (ClusterProcesses other = ClusterProcesses.start(setup)) {
      other.awaitReady(Clusters.START);
      NodeProcess theirs = other.nodes().get(0);
      for (int i = 0; i < ENTRIES; i++) {
        ofOne.mustWrite(one.nodes().get(i % 3), "key-" + i, "of the one " + i);
        ofOther.mustWrite(theirs, "key-" + i, "of the other " + i);
      }
      String waits = anEmptyNodeWithAPeerOfTheOtherWaits(one.nodes().get(0));
      List<String> strangers = eachIsAStrangerAtTheOthersPlace(one.nodes(), theirs);
      one.nodes().forEach(ofOne::requireAllAt);
      int entries = ofOther.requireAllAt(theirs);
      System.out.printf(
          "two clusters never mix: an empty node with a peer of the other: \"%s\"; a node at the"
              + " place of its namesake: %s; %d entries under the same keys in both, each with its"
              + " own values at every node%n",
          waits, strangers, entries);
    }
  }

  /** It was meant to form a cluster with another n1. */
  private static String anEmptyNodeWithAPeerOfTheOtherWaits(NodeProcess peer) throws IOException {
    HostPort http = free();
    HostPort own = free();
    Map<String, String> mistaken =
        Map.of(
            "--name", "n2",
            "--port", Integer.toString(own.port()),
            "--http-port", Integer.toString(http.port()),
            "--data-dir", Clusters.folder(NAME).resolve("empty").toString(),
            "--peers", "n1=127.0.0.1:%d,n2=%s".formatted(peer.setup().port(), own));
    int from = peer.log().size();
    try (StrayNode stray = StrayNode.start(peer, mistaken, log("empty"))) {
      String waits = stray.awaitLine("waits to be added", "of n1", "another data directory");
      StrayNode.awaitLine(peer.setup().log(), from, "What node n2 says does not count");
      ApiClient.Answer ready = new ApiClient(http, Duration.ofSeconds(20)).get("/ready");
      assertThat(ready.status()).as(ready.text()).isEqualTo(503);
      return waits.substring(waits.indexOf("Not in"));
    }
  }

  /** The other's n1 is started at the address of this one's, and meets a member of that cluster. */
  private List<String> eachIsAStrangerAtTheOthersPlace(
      List<NodeProcess> nodes, NodeProcess theirs) {
    NodeProcess namesake = nodes.get(0);
    NodeProcess member = nodes.get(1);
    List.of(namesake, theirs).forEach(node -> assertThat(node.terminate(STOP)).isZero());
    int from = member.log().size();
    Map<String, String> mistaken = Map.of("--port", Integer.toString(namesake.setup().port()));
    List<String> lines;
    try (StrayNode stray = StrayNode.start(theirs, mistaken, log("stray"))) {
      awaitService(theirs);
      member.kill(); // who starts greets those whom it knows
      member.start();
      String there = stray.awaitLine("What node n2 says does not count", "belongs to cluster");
      String here =
          StrayNode.awaitLine(
              member.setup().log(), from, "What node n1 says does not count", "belongs to cluster");
      member.awaitReady(Clusters.START);
      ofOne.mustWrite(member, "meanwhile", "without n1");
      ofOther.mustWrite(theirs, "meanwhile", "at the wrong place");
      nodes.subList(1, 3).forEach(ofOne::requireAllAt);
      ofOther.requireAllAt(theirs);
      lines = List.of(there, here);
    }
    namesake.start();
    theirs.start();
    List.of(namesake, member, theirs).forEach(node -> node.awaitReady(Clusters.START));
    return lines.stream().map(line -> line.substring(line.indexOf("What"))).toList();
  }

  /** It is another process that has its place. */
  private static void awaitService(NodeProcess node) {
    Clusters.START.until(
        "the API at " + node.http(),
        () -> Optional.of(node.api().get("/ready")).filter(answer -> answer.status() == 200));
  }

  private static HostPort free() {
    return new HostPort(LoopbackPorts.HOST, LoopbackPorts.take(1).get(0));
  }

  private static Path log(String name) {
    return Clusters.folder(NAME).resolve(name + ".log");
  }
}
