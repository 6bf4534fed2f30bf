package conclave.balance;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.balance.LoadView.NodeLoad;
import conclave.balance.RouterMessage.Try;
import conclave.balance.route.Outcome;
import conclave.balance.route.Owners;
import conclave.balance.route.Policy;
import conclave.raft.log.NodeId;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** One router, n1, whose letters to n2 and n3 lie in a probe, in time that the test lets pass. */
final class Bench implements AutoCloseable {

  static final NodeId N1 = new NodeId("n1", 1);
  static final NodeId N2 = new NodeId("n2", 2);
  static final NodeId N3 = new NodeId("n3", 3);
  static final Duration WITHIN = Duration.ofSeconds(1);
  static final Duration TICK = Duration.ofMillis(20);

  /** A message and to whom it was sent. */
  record Letter(NodeId to, RouterMessage message) {}

  final Stage stage = new Stage();
  final Map<NodeId, NodeLoad> loads = new ConcurrentHashMap<>();
  final TestProbe<Letter> mail = stage.probe(Letter.class);
  final TestProbe<Letter> offers = stage.probe(Letter.class);
  final TestProbe<Outcome> caller = stage.probe(Outcome.class);
  final TestProbe<Work> worker = stage.probe(Work.class);
  final TestProbe<Router.Registration> registrar = stage.probe(Router.Registration.class);
  final ActorRef<Object> router;
  volatile Owners owners = Owners.NOBODY;
  volatile NodeId withoutAddress;

  Bench() {
    for (NodeId node : List.of(N1, N2, N3)) {
      loads.put(node, new NodeLoad(node, true, Double.NaN, 0));
    }
    Router.Setup setup =
        new Router.Setup(
            N1,
            this::link,
            () -> loads.values().stream().sorted((a, b) -> a.node().compareTo(b.node())).toList(),
            key -> owners.of(key),
            RouterSettings.create(stage.kit().system().settings().config()),
            stage::nanos,
            new SplittableRandom(1));
    router = stage.kit().spawn(Router.create(setup)).unsafeUpcast();
    counts();
  }

  private boolean link(NodeId to, RouterMessage message) {
    if (to.equals(withoutAddress)) {
      return false;
    }
    (message instanceof RouterMessage.Offers ? offers : mail).ref().tell(new Letter(to, message));
    return true;
  }

  void offer(NodeId... nodes) {
    for (NodeId node : nodes) {
      router.tell(new RouterMessage.Offers(node, List.of("s")));
    }
  }

  Router.Registration register(ActorRef<Work> who) {
    router.tell(new Router.Register("s", who, registrar.ref()));
    return registrar.receiveMessage();
  }

  void route(Policy policy, Object payload, boolean safe) {
    router.tell(new Router.Route("s", policy, payload, safe, WITHIN, caller.ref()));
  }

  <M extends RouterMessage> M sent(NodeId to, Class<M> type) {
    Letter letter = mail.receiveMessage();
    if (!letter.to().equals(to)) {
      throw new AssertionError("not to " + to + " but " + letter);
    }
    return type.cast(letter.message());
  }

  /** Everything told before has been taken. */
  Router.Counts counts() {
    TestProbe<Router.Counts> counts = stage.probe(Router.Counts.class);
    router.tell(new Router.GetCounts(counts.ref()));
    return counts.receiveMessage();
  }

  void pass(Duration time) {
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(TICK)) {
      counts();
      stage.pass(TICK);
    }
    counts();
  }

  /** Another node sends this node what it was sent itself. */
  static RouterMessage.Perform from(NodeId sender, Try which, RouterMessage.Perform like) {
    return new RouterMessage.Perform(
        sender,
        which,
        like.service(),
        like.key(),
        like.epoch(),
        like.withinNanos(),
        like.freight());
  }

  @Override
  public void close() {
    stage.close();
  }
}
