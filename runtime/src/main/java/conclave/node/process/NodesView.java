package conclave.node.process;

import conclave.cluster.internal.AkkaMembers;
import conclave.http.ClusterView.Node;
import conclave.monitor.MonitorBoard;
import conclave.monitor.Sighting;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.Vitals;
import conclave.monitor.alarm.AlarmKind;
import conclave.monitor.fitness.Suitability;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.node.speech.Protocols;
import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What this node's monitor knows of the members, and where they are. */
final class NodesView {

  /**
   * What a node gives.
   *
   * @param address this node's own, {@code host:port}
   */
  record Setup(
      NodeServices services,
      AddressBook addresses,
      MonitorBoard board,
      Protocols protocols,
      AkkaMembers akka,
      String address) {}

  private final Setup setup;

  NodesView(Setup setup) {
    this.setup = setup;
  }

  /** Every member; only this node, as starting, while it is in no cluster. */
  CompletionStage<List<Node>> nodes() {
    Map<String, String> akka = setup.akka().byAddress();
    return CompletableFuture.completedFuture(
        setup.board().sightings().stream().map(seen -> node(seen, akka)).toList());
  }

  private Node node(Sighting seen, Map<String, String> akka) {
    boolean own = seen.node().equals(setup.services().self());
    Optional<Membership> cluster = setup.services().membership();
    Presence presence = own && cluster.isEmpty() ? Presence.STARTING : seen.presence();
    Vitals vitals = seen.vitals();
    Optional<Suitability> suitability = Optional.ofNullable(vitals.suitability());
    String address = own ? setup.address() : address(seen.node(), cluster);
    return new Node(
        seen.node().name(),
        address,
        presence.name().toLowerCase(Locale.ROOT),
        own || presence == Presence.UP,
        vitals.cpu(),
        vitals.memoryUsed(),
        vitals.memoryMax(),
        vitals.diskFree(),
        vitals.diskTotal(),
        vitals.uptimeMs(),
        vitals.equals(Vitals.UNKNOWN) ? null : TimeUnit.NANOSECONDS.toMillis(seen.ageNanos()),
        vitals.systemCpu(),
        vitals.containerMemoryUsed(),
        vitals.containerMemoryMax(),
        vitals.gcShare(),
        vitals.fsyncMs(),
        vitals.fsyncSmoothedMs(),
        vitals.pauseMs(),
        seen.alarms().stream().map(AlarmKind::label).toList(),
        akka.getOrDefault(address, AkkaMembers.NONE),
        suitability.map(Suitability::priority).orElse(null),
        suitability.map(Suitability::condition).orElse(null),
        suitability.map(Suitability::ailments).orElse(List.of()),
        setup.protocols().active().now().number(),
        setup.protocols().newestOf(seen.node()).orElse(null));
  }

  private String address(NodeId node, Optional<Membership> cluster) {
    return setup
        .addresses()
        .find(node)
        .map(at -> at.host() + ":" + at.port())
        .or(() -> cluster.flatMap(m -> m.named(node.name())).map(Member::address))
        .orElse("");
  }
}
