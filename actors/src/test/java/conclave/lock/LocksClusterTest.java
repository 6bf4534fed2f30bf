package conclave.lock;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import conclave.coordination.CoordinationKit;
import conclave.coordination.CoordinationServices;
import conclave.election.LeaderElection;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks and elections on three nodes over real links. */
class LocksClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final LockName LOCK = new LockName(Space.LOCK, "l");

  @TempDir private Path folder;
  private ClusterKit cluster;
  private final List<CoordinationServices> services = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    cluster =
        ClusterKit.start(
            folder,
            ClusterKit.quick(1 << 20, 64 << 10),
            () -> Map.of(LockTable.NAME, new LockTable(LockLimits.STANDARD)));
    for (NodeKit node : cluster.nodes()) {
      services.add(CoordinationKit.start(node));
    }
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private CompletionStage<Locks.Reply> ask(
      int node, akka.japi.function.Function<ActorRef<Locks.Reply>, Locks.Command> question) {
    return AskPattern.ask(
        services.get(node).locks(),
        question,
        PATIENCE,
        cluster.nodes().get(node).system().scheduler());
  }

  private CompletableFuture<Locks.Reply> acquire(int node, String owner, int ttlMs, int waitMs) {
    return ask(
            node,
            replyTo ->
                new Locks.Acquire(
                    LOCK,
                    owner,
                    Duration.ofMillis(ttlMs),
                    Duration.ofMillis(waitMs),
                    Duration.ofMillis(waitMs + 10_000),
                    replyTo))
        .toCompletableFuture();
  }

  private Locks.Reply renew(int node, String owner, long token) {
    return ask(node, replyTo -> new Locks.Renew(LOCK, owner, token, PATIENCE, replyTo))
        .toCompletableFuture()
        .join();
  }

  private Locks.Reply release(int node, String owner, long token) {
    return ask(node, replyTo -> new Locks.Release(LOCK, owner, token, PATIENCE, replyTo))
        .toCompletableFuture()
        .join();
  }

  private static long token(Locks.Reply reply) {
    assertThat(reply).isInstanceOf(Locks.Granted.class);
    return ((Locks.Granted) reply).token();
  }

  private Locks.Page list(int node) {
    return (Locks.Page)
        ask(node, replyTo -> new Locks.ListLocks("", 10, PATIENCE, replyTo))
            .toCompletableFuture()
            .join();
  }

  private void awaitWaiters(int count) {
    ClusterKit.await(
        count + " waiters", () -> list(0).locks().stream().anyMatch(l -> l.waiters() == count));
  }

  @Test
  void anOwnerHoldsALockOnEveryNodeUntilItReleasesIt() {
    long token = token(acquire(0, "a", 60_000, 0).join());
    assertThat(acquire(1, "b", 60_000, 0).join()).isEqualTo(new Locks.Locked("a"));
    assertThat(token(acquire(2, "a", 60_000, 0).join())).isEqualTo(token);
    assertThat(token(renew(1, "a", token))).isEqualTo(token);
    assertThat(renew(1, "a", token + 1)).isEqualTo(new Locks.Lost());
    for (int node = 0; node < 3; node++) {
      Locks.Held held = list(node).locks().get(0);
      assertThat(held.owner()).isEqualTo("a");
      assertThat(held.remaining()).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
    }
    assertThat(release(1, "a", token)).isEqualTo(new Locks.Released());
    assertThat(release(1, "a", token)).isEqualTo(new Locks.Lost());
    assertThat(list(2).locks()).isEmpty();
    assertThat(token(acquire(1, "b", 60_000, 0).join())).isGreaterThan(token);
  }

  @Test
  void waitersAreServedInTheOrderInWhichTheyCame() {
    long token = token(acquire(0, "a", 60_000, 0).join());
    CompletableFuture<Locks.Reply> second = acquire(1, "b", 60_000, 60_000);
    awaitWaiters(1);
    CompletableFuture<Locks.Reply> third = acquire(2, "c", 60_000, 60_000);
    awaitWaiters(2);
    release(2, "a", token);
    long next = token(second.join());
    assertThat(next).isGreaterThan(token);
    assertThat(third).isNotDone();
    release(0, "b", next);
    assertThat(token(third.join())).isGreaterThan(next);
  }

  @Test
  void aWaitEndsWithTheOwnersNameAndLeavesNoWaiterBehind() {
    token(acquire(0, "a", 60_000, 0).join());
    assertThat(acquire(1, "b", 60_000, 150).join()).isEqualTo(new Locks.Locked("a"));
    assertThat(list(2).locks().get(0).waiters()).isZero();
  }

  @Test
  void aGrantThatIsNotRenewedRunsOutAndTheNextIsServed() {
    long token = token(acquire(0, "a", 300, 0).join());
    CompletableFuture<Locks.Reply> next = acquire(1, "b", 60_000, 30_000);
    assertThat(token(next.join())).isGreaterThan(token);
    assertThat(renew(0, "a", token)).isEqualTo(new Locks.Lost());
  }

  private <M> BlockingQueue<M> heard(int node, Class<M> type, List<ActorRef<M>> ref) {
    BlockingQueue<M> heard = new LinkedBlockingQueue<>();
    ref.add(
        cluster
            .nodes()
            .get(node)
            .system()
            .systemActorOf(
                Behaviors.receive(type)
                    .onAnyMessage(
                        message -> {
                          heard.add(message);
                          return Behaviors.same();
                        })
                    .build(),
                "listener-" + type.getSimpleName() + "-" + ref.hashCode(),
                Props.empty()));
    return heard;
  }

  private static <M> M next(BlockingQueue<?> heard, Class<M> type) throws InterruptedException {
    Object next = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).isInstanceOf(type);
    return type.cast(next);
  }

  @Test
  void aHolderRenewsByItselfAndSaysThatItLostTheLockWhenItsNodeIsCutOff() throws Exception {
    List<ActorRef<LockHolder.Event>> listener = new ArrayList<>();
    BlockingQueue<LockHolder.Event> heard = heard(0, LockHolder.Event.class, listener);
    Duration ttl = Duration.ofMillis(900);
    services
        .get(0)
        .locks()
        .tell(new Locks.Hold(LOCK, "a", ttl, Duration.ofSeconds(5), listener.get(0)));
    LockHandle handle = next(heard, LockHolder.Held.class).handle();
    CompletableFuture<Locks.Reply> other = acquire(1, "b", 60_000, 30_000);
    assertThat(heard.poll(2 * ttl.toMillis(), TimeUnit.MILLISECONDS)).isNull();
    assertThat(other).isNotDone();
    NodeKit cut = cluster.nodes().get(0);
    for (NodeKit node : cluster.nodes()) {
      if (node != cut) {
        node.faults().cut(cut.id());
        cut.faults().cut(node.id());
      }
    }
    LockHolder.Lost lost = next(heard, LockHolder.Lost.class);
    assertThat(lost.handle()).isEqualTo(handle);
    assertThat(token(other.join())).isGreaterThan(handle.token());
  }

  @Test
  void oneCandidateLeadsAndAnotherFollowsWhenItResigns() throws Exception {
    List<ActorRef<LeaderElection.Command>> elections =
        services.stream().map(CoordinationServices::elections).toList();
    List<ActorRef<LeaderElection.Event>> first = new ArrayList<>();
    List<ActorRef<LeaderElection.Event>> second = new ArrayList<>();
    List<ActorRef<LeaderElection.Observation>> observer = new ArrayList<>();
    BlockingQueue<LeaderElection.Event> firstHeard = heard(0, LeaderElection.Event.class, first);
    elections.get(0).tell(new LeaderElection.Campaign("job", "x", first.get(0)));
    long epoch = next(firstHeard, LeaderElection.Elected.class).epoch();
    BlockingQueue<LeaderElection.Event> secondHeard = heard(1, LeaderElection.Event.class, second);
    elections.get(1).tell(new LeaderElection.Campaign("job", "y", second.get(0)));
    BlockingQueue<LeaderElection.Observation> observed =
        heard(2, LeaderElection.Observation.class, observer);
    elections.get(2).tell(new LeaderElection.Observe("job", observer.get(0)));
    LeaderElection.LeaderChanged known = next(observed, LeaderElection.LeaderChanged.class);
    while (known.leader().isEmpty()) {
      known = next(observed, LeaderElection.LeaderChanged.class);
    }
    assertThat(known.leader()).contains(new LeaderElection.Leader("x", epoch));
    elections.get(0).tell(new LeaderElection.Resign("job", "x"));
    assertThat(next(firstHeard, LeaderElection.Deposed.class).epoch()).isEqualTo(epoch);
    next(firstHeard, LeaderElection.Closed.class);
    long later = next(secondHeard, LeaderElection.Elected.class).epoch();
    assertThat(later).isGreaterThan(epoch);
    while (!known.leader().equals(Optional.of(new LeaderElection.Leader("y", later)))) {
      known = next(observed, LeaderElection.LeaderChanged.class);
    }
  }
}
