package conclave.balance;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.AskPattern;
import conclave.balance.route.Outcome;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes and routers die under load, over real links. */
@Tag("kills")
class RoutersClusterTest {

  private static final int NODE_KILLS = 6;
  private static final int ROUTER_KILLS = 20;
  private static final int CLIENTS = 24;

  @TempDir private Path folder;
  private RoutedNodes nodes;
  private int fewestInFlight = Integer.MAX_VALUE;

  @BeforeEach
  void start() throws Exception {
    nodes = new RoutedNodes(folder);
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  private NodeKit node(int index) {
    return nodes.cluster.nodes().get(index);
  }

  private void awaitInFlight() {
    AtomicInteger underWay = new AtomicInteger();
    ClusterKit.await(
        "requests in flight",
        () -> {
          underWay.set(nodes.ledger.inFlight.get());
          return underWay.get() > 1;
        });
    fewestInFlight = Math.min(fewestInFlight, underWay.get());
  }

  private long told(Class<? extends Outcome> kind) {
    return nodes.ledger.count(kind, true) + nodes.ledger.count(kind, false);
  }

  private static void addUp(Router.Counts counts) {
    var routes = counts.routes();
    assertThat(routes.routed())
        .isEqualTo(routes.done() + routes.rejected() + routes.unknown() + routes.open());
    var duties = counts.duties();
    assertThat(duties.taken())
        .isEqualTo(duties.answered() + duties.declined() + duties.lost() + duties.working());
  }

  /** All requests come from n1; the others die in turn, half of them before anybody says so. */
  @Test
  void whenNodesDieSafeRequestsAreDoneAndUnsafeOnesAtMostOnce() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      nodes.client(node(0));
    }
    nodes.awaitAnswers(200);
    for (int i = 0; i < NODE_KILLS; i++) {
      NodeKit victim = node(1 + i % 2);
      awaitInFlight();
      nodes.cluster.terminate(victim);
      ClusterKit.pause(Duration.ofMillis(i % 3 * 100));
      nodes.unreachable.add(victim.id());
      nodes.awaitAnswers(200);
      nodes.cluster.restart(victim);
      nodes.start(victim);
      nodes.unreachable.remove(victim.id());
      nodes.awaitAnswers(200);
    }
    nodes.stop();
    Router.Counts counts = nodes.counts(node(0));
    System.out.printf(
        "%d nodes killed, at least %d in flight: %s; safe %d done, unsafe %d done, %d unknown; %d"
            + " done twice%n",
        NODE_KILLS,
        fewestInFlight,
        counts,
        nodes.ledger.count(Outcome.Done.class, true),
        nodes.ledger.count(Outcome.Done.class, false),
        nodes.ledger.count(Outcome.Unknown.class, false),
        nodes.ledger.doneTwice());
    nodes.ledger.check();
    assertThat(nodes.ledger.count(Outcome.Unknown.class, true)).as("safe, unknown").isZero();
    assertThat(told(Outcome.Rejected.class)).isZero();
    assertThat(nodes.ledger.count(Outcome.Unknown.class, false)).as("unsafe, unknown").isPositive();
    assertThat(counts.routes().retried()).isPositive();
    addUp(counts);
    assertThat(counts.routes().open()).isZero();
    assertThat(counts.routes().routed()).isEqualTo(nodes.ledger.lines.size());
    assertThat(counts.routes().done()).isEqualTo(told(Outcome.Done.class));
    assertThat(counts.routes().unknown()).isEqualTo(told(Outcome.Unknown.class));
  }

  /** A question without anybody to answer makes it fail: a bug of a caller in the same JVM. */
  @Test
  void whenARouterDiesUnderLoadEveryCallerIsToldOnceAndNothingElseHappens() {
    for (int i = 0; i < CLIENTS; i++) {
      nodes.client(node(i % 3));
    }
    nodes.awaitAnswers(200);
    for (int i = 0; i < ROUTER_KILLS; i++) {
      awaitInFlight();
      nodes.router(node(i % 3)).tell(new Router.GetCounts(null));
      nodes.awaitAnswers(60);
    }
    nodes.stop();
    System.out.printf(
        "router: %d kills, at least %d in flight, %d answered: %d done, %d unknown, %d rejected%n",
        ROUTER_KILLS,
        fewestInFlight,
        nodes.ledger.answered.get(),
        told(Outcome.Done.class),
        told(Outcome.Unknown.class),
        told(Outcome.Rejected.class));
    nodes.ledger.check();
    assertThat(fewestInFlight).isPositive();
    assertThat(told(Outcome.Unknown.class)).as("those who waited at a kill").isPositive();
    assertThat(told(Outcome.Done.class)).isGreaterThan(ROUTER_KILLS * 20);
    long routed = 0;
    for (NodeKit node : nodes.cluster.nodes()) {
      Router.Counts counts = nodes.counts(node);
      addUp(counts);
      assertThat(counts.routes().open()).isZero();
      routed += counts.routes().routed();
    }
    assertThat(routed).isEqualTo(nodes.ledger.lines.size());
  }

  @Test
  void aWorkerOfAnotherNodeIsNotRegisteredHere() {
    ActorRef<Work> foreign =
        ActorRefResolver.get(node(0).system())
            .resolveActorRef(
                nodes.cluster.addressOf(node(1).id()).orElseThrow() + "/system/worker-0");
    Router.Registration answer =
        AskPattern.<Router.Command, Router.Registration>ask(
                nodes.router(node(0)),
                replyTo -> new Router.Register("echo", foreign, replyTo),
                RoutedNodes.PATIENCE,
                node(0).system().scheduler())
            .toCompletableFuture()
            .join();
    assertThat(((Router.NotRegistered) answer).message()).endsWith("is not on this node");
  }
}
