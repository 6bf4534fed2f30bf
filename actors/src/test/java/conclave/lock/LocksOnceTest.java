package conclave.lock;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import conclave.coordination.CoordinationKit;
import conclave.coordination.CoordinationServices;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.keys.IdempotencyKey;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests for locks under idempotency keys, on three nodes over real links. */
class LocksOnceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicInteger NAMES = new AtomicInteger();

  @TempDir private static Path folder;
  private static ClusterKit cluster;
  private static final List<CoordinationServices> SERVICES = new ArrayList<>();

  private final LockName lock = new LockName(Space.LOCK, "l" + NAMES.incrementAndGet());

  @BeforeAll
  static void start() throws Exception {
    cluster =
        ClusterKit.start(
            folder,
            ClusterKit.quick(1 << 20, 64 << 10),
            () -> Map.of(LockTable.NAME, new LockTable(LockLimits.STANDARD)));
    for (NodeKit node : cluster.nodes()) {
      SERVICES.add(CoordinationKit.start(node));
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static CompletableFuture<Locks.Reply> ask(
      int node, akka.japi.function.Function<ActorRef<Locks.Reply>, Locks.Command> question) {
    return AskPattern.ask(
            SERVICES.get(node).locks(),
            question,
            PATIENCE,
            cluster.nodes().get(node).system().scheduler())
        .toCompletableFuture();
  }

  private Locks.Acquire acquire(String owner, int waitMs, ActorRef<Locks.Reply> replyTo) {
    return new Locks.Acquire(
        lock,
        owner,
        Duration.ofMinutes(1),
        Duration.ofMillis(waitMs),
        Duration.ofMillis(waitMs + 10_000),
        replyTo);
  }

  private Locks.Once once(String key, Locks.Request request) {
    String said = request instanceof Locks.Acquire acquire ? acquire.owner() : "held";
    return new Locks.Once(
        request,
        IdempotencyKey.of(
            List.of(lock.name().getBytes(), key.getBytes()), List.of(said.getBytes())));
  }

  private CompletableFuture<Locks.Reply> acquireOnce(
      int node, String key, String owner, int waitMs) {
    return ask(node, replyTo -> once(key, acquire(owner, waitMs, replyTo)));
  }

  private Locks.Reply releaseOnce(int node, String key, String owner, long token) {
    return ask(node, replyTo -> once(key, new Locks.Release(lock, owner, token, PATIENCE, replyTo)))
        .join();
  }

  private Locks.Reply release(String owner, long token) {
    return ask(0, replyTo -> new Locks.Release(lock, owner, token, PATIENCE, replyTo)).join();
  }

  private static long token(Locks.Reply reply) {
    assertThat(reply).isInstanceOf(Locks.Granted.class);
    return ((Locks.Granted) reply).token();
  }

  private long waiters() {
    Locks.Page page =
        (Locks.Page) ask(0, replyTo -> new Locks.ListLocks("", 100, PATIENCE, replyTo)).join();
    return page.locks().stream()
        .filter(held -> held.name().equals(lock.name()))
        .mapToLong(Locks.Held::waiters)
        .sum();
  }

  @Test
  void aRepeatedAcquireGetsTheFirstAnswerThoughTheLockWasGivenBack() {
    long token = token(acquireOnce(0, "k", "a", 0).join());
    assertThat(token(acquireOnce(1, "k", "a", 0).join())).isEqualTo(token);
    assertThat(releaseOnce(2, "r", "a", token)).isEqualTo(new Locks.Released());
    assertThat(token(acquireOnce(1, "k", "a", 0).join())).isEqualTo(token);
    long next = token(acquireOnce(0, "other", "b", 0).join());
    assertThat(next).as("nobody held it").isGreaterThan(token);
    assertThat(releaseOnce(0, "r", "a", token)).isEqualTo(new Locks.Released());
    assertThat(release("a", token)).as("without the key").isEqualTo(new Locks.Lost());
    assertThat(acquireOnce(2, "third", "c", 0).join()).isEqualTo(new Locks.Locked("b"));
  }

  @Test
  void aWaitThatIsOverStaysOver() {
    long token = token(acquireOnce(0, "a", "a", 0).join());
    assertThat(acquireOnce(1, "k", "b", 200).join()).isEqualTo(new Locks.Locked("a"));
    assertThat(waiters()).isZero();
    release("a", token);
    assertThat(acquireOnce(2, "k", "b", 200).join()).isEqualTo(new Locks.Locked("a"));
    assertThat(token(acquireOnce(2, "k2", "b", 200).join())).isGreaterThan(token);
  }

  @Test
  void twoThatWaitUnderOneKeyAreOneAndGetOneAnswer() {
    long token = token(acquireOnce(0, "a", "a", 0).join());
    CompletableFuture<Locks.Reply> one = acquireOnce(1, "k", "b", 20_000);
    CompletableFuture<Locks.Reply> other = acquireOnce(2, "k", "b", 20_000);
    ClusterKit.await("one waiter", () -> waiters() == 1);
    release("a", token);
    long next = token(one.join());
    assertThat(next).isGreaterThan(token);
    assertThat(token(other.join())).isEqualTo(next);
  }

  @Test
  void aKeyOfAnotherRequestIsRefused() {
    long token = token(acquireOnce(0, "k", "a", 0).join());
    Locks.Reply reply = acquireOnce(1, "k", "b", 0).join();
    assertThat(((Locks.Rejected) reply).reason()).isEqualTo(Outcome.Reason.KEY_USED);
    assertThat(release("a", token)).isEqualTo(new Locks.Released());
  }

  @Test
  void aRenewalUnderAKeyHappensOnce() {
    long token = token(acquireOnce(0, "k", "a", 0).join());
    CompletableFuture<Locks.Reply> first =
        ask(1, replyTo -> once("renew", new Locks.Renew(lock, "a", token, PATIENCE, replyTo)));
    assertThat(token(first.join())).isEqualTo(token);
    release("a", token);
    CompletableFuture<Locks.Reply> again =
        ask(2, replyTo -> once("renew", new Locks.Renew(lock, "a", token, PATIENCE, replyTo)));
    assertThat(token(again.join())).isEqualTo(token);
  }

  /** Its place is kept, and who comes with the same key gets what it would have got. */
  @Test
  void aCallerThatEndsWhileItWaitsIsFollowedByWhoComesWithItsKey() {
    long token = token(acquireOnce(0, "a", "a", 0).join());
    NodeKit node = cluster.nodes().get(1);
    ActorRef<Locks.Reply> mortal =
        node.system()
            .systemActorOf(
                Behaviors.receiveMessage((Locks.Reply reply) -> Behaviors.stopped()),
                "mortal-" + lock.name(),
                Props.empty());
    SERVICES.get(1).locks().tell(once("k", acquire("b", 20_000, mortal)));
    ClusterKit.await("it waits", () -> waiters() == 1);
    CompletableFuture<Locks.Reply> behind = ask(0, replyTo -> acquire("c", 20_000, replyTo));
    ClusterKit.await("another waits", () -> waiters() == 2);
    akka.actor.typed.javadsl.Adapter.toClassic(mortal)
        .tell(akka.actor.PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
    CompletableFuture<Locks.Reply> heir = acquireOnce(2, "k", "b", 20_000);
    release("a", token);
    long next = token(heir.join());
    assertThat(next).isGreaterThan(token);
    assertThat(behind).isNotDone();
    release("b", next);
    assertThat(token(behind.join())).isGreaterThan(next);
  }
}
