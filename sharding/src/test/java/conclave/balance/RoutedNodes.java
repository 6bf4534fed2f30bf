package conclave.balance;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import conclave.balance.LoadView.NodeLoad;
import conclave.balance.route.Owners;
import conclave.raft.log.NodeId;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Three nodes with a router and two workers each, over real links. */
final class RoutedNodes implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(15);

  final ClusterKit cluster;
  final Ledger ledger = new Ledger();
  final Set<NodeId> unreachable = ConcurrentHashMap.newKeySet();
  private final Map<NodeId, ActorRef<Router.Command>> routers = new HashMap<>();
  private final AtomicInteger names = new AtomicInteger();

  RoutedNodes(Path folder) throws Exception {
    cluster = ClusterKit.start(folder, ClusterKit.quick(1 << 20, 64 << 10));
    cluster.nodes().forEach(this::start);
  }

  ActorRef<Router.Command> router(NodeKit node) {
    return routers.get(node.id());
  }

  private List<NodeLoad> loads(NodeId seer) {
    return cluster.nodes().stream()
        .map(NodeKit::id)
        .map(id -> new NodeLoad(id, id.equals(seer) || !unreachable.contains(id), 0.5, 0))
        .toList();
  }

  /** All nodes own every key, each key in its own order. */
  private Owners.Preference owners(String key) {
    List<NodeId> order = new ArrayList<>(cluster.nodes().stream().map(NodeKit::id).toList());
    Collections.rotate(order, Math.floorMod(key.hashCode(), order.size()));
    return new Owners.Preference(1, order);
  }

  /** Starts what a node has beside its replicas. */
  void start(NodeKit node) {
    Router.Setup setup =
        new Router.Setup(
            node.id(),
            new ArteryRouters(node.system(), cluster::addressOf),
            () -> loads(node.id()),
            this::owners,
            RouterSettings.create(node.system().settings().config()),
            System::nanoTime,
            new SplittableRandom(System.nanoTime()));
    ActorRef<Router.Command> router = Router.start(node.system(), setup);
    routers.put(node.id(), router);
    for (int i = 0; i < 2; i++) {
      register(node, "worker-" + i);
    }
  }

  private void register(NodeKit node, String name) {
    ActorRef<Work> worker =
        node.system().systemActorOf(Actors.worker(ledger, name.hashCode()), name, Props.empty());
    AskPattern.<Router.Command, Router.Registration>ask(
            router(node),
            replyTo -> new Router.Register("echo", worker, replyTo),
            PATIENCE,
            node.system().scheduler())
        .toCompletableFuture()
        .join();
  }

  /** A client that asks that node's router. */
  void client(NodeKit node) {
    String name = "client-" + names.incrementAndGet();
    node.system().systemActorOf(Actors.client(name, router(node), ledger), name, Props.empty());
  }

  Router.Counts counts(NodeKit node) {
    return AskPattern.<Router.Command, Router.Counts>ask(
            router(node), Router.GetCounts::new, PATIENCE, node.system().scheduler())
        .toCompletableFuture()
        .join();
  }

  void awaitAnswers(int more) {
    int goal = ledger.answered.get() + more;
    ClusterKit.await("answers", () -> ledger.answered.get() >= goal);
  }

  /** Lets the clients end, and waits for their last answers. */
  void stop() {
    ledger.stopping = true;
    ClusterKit.await("the clients' end", () -> ledger.inFlight.get() == 0);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
