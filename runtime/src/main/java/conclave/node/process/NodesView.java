package conclave.node.process;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.http.ClusterView.Node;
import conclave.monitor.NodeMonitor;
import conclave.monitor.Sighting;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.Vitals;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.node.serving.Errands;
import conclave.raft.log.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What this node's monitor knows of the members, and where they are. */
final class NodesView {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  private enum Late {
    INSTANCE
  }

  /**
   * What a node gives.
   *
   * @param address this node's own, {@code host:port}
   */
  record Setup(
      NodeServices services,
      AddressBook addresses,
      ActorRef<NodeMonitor.Command> monitor,
      Errands errands,
      String address) {}

  private final Setup setup;

  NodesView(Setup setup) {
    this.setup = setup;
  }

  /** Every member; only this node, as starting, while it is in no cluster. */
  CompletionStage<List<Node>> nodes() {
    CompletableFuture<List<Node>> answer = new CompletableFuture<>();
    setup.errands().run(asking(answer));
    return answer;
  }

  /** A monitor that is being restarted says nothing: then nobody is known to be there. */
  private Behavior<Object> asking(CompletableFuture<List<Node>> answer) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(Late.INSTANCE, PATIENCE);
                  setup.monitor().tell(new NodeMonitor.GetSightings(context.getSelf().narrow()));
                  return Behaviors.receive(Object.class)
                      .onMessage(NodeMonitor.Sightings.class, known -> done(known.nodes(), answer))
                      .onMessageEquals(Late.INSTANCE, () -> done(unknown(), answer))
                      .build();
                }));
  }

  private Behavior<Object> done(List<Sighting> known, CompletableFuture<List<Node>> answer) {
    answer.complete(known.stream().map(this::node).toList());
    return Behaviors.stopped();
  }

  private List<Sighting> unknown() {
    return setup.services().membership().map(Membership::members).orElse(List.of()).stream()
        .map(member -> new Sighting(member.id(), Presence.STARTING, Vitals.UNKNOWN))
        .toList();
  }

  private Node node(Sighting seen) {
    boolean own = seen.node().equals(setup.services().self());
    Optional<Membership> cluster = setup.services().membership();
    Presence presence = own && cluster.isEmpty() ? Presence.STARTING : seen.presence();
    Vitals vitals = seen.vitals();
    return new Node(
        seen.node().name(),
        own ? setup.address() : address(seen.node(), cluster),
        presence.name().toLowerCase(Locale.ROOT),
        own || presence == Presence.UP,
        vitals.cpu(),
        vitals.memoryUsed(),
        vitals.memoryMax(),
        vitals.diskFree(),
        vitals.diskTotal(),
        vitals.uptimeMs());
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
