package conclave.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.PoisonPill;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import conclave.election.LeaderElection;
import conclave.history.Linearizability;
import conclave.history.Verdict;
import conclave.history.model.LockModel;
import conclave.lock.LockHandle;
import conclave.lock.Locks;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.replica.apply.Feed;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** One test for each row of the table of {@code CoordinationServices}: who dies, under load. */
@Tag("kills")
class KilledServicesTest {

  private static final int KILLS = 21;
  private static final int CLIENTS = 12;
  private static final int LOCKS = 12;
  private static final Duration WITHIN = Duration.ofSeconds(15);

  @TempDir private static Path folder;
  private static ClusterKit cluster;
  private static final List<CoordinationServices> SERVICES = new ArrayList<>();

  private final List<AtomicReference<LockHandle>> held = new ArrayList<>();
  private TableWatch watch;
  private Load load;
  private boolean campaigns;
  private String row;
  private int kills;
  private int inFlight;
  private int fewestInFlight = Integer.MAX_VALUE;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        ClusterKit.start(
            folder,
            ClusterKit.quick(256 << 10, 4 << 10),
            () -> Map.of(LockTable.NAME, new LockTable(LockLimits.STANDARD)));
    for (NodeKit node : cluster.nodes()) {
      SERVICES.add(CoordinationKit.start(node));
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
    SERVICES.clear();
  }

  @BeforeEach
  void prepare(TestInfo info) {
    row = info.getTestMethod().orElseThrow().getName();
    load = new Load();
    watch = new TableWatch(load);
    cluster.awaitLeader();
    NodeKit node = cluster.nodes().get(0);
    node.system().systemActorOf(watch.watch(ClusterKit.GROUP), "watch-" + row, Props.empty());
    ClusterKit.await("events", () -> watch.openings() == 1);
  }

  private void spawn(int number, Behavior<Object> client) {
    NodeKit node = cluster.nodes().get(number % 3);
    node.system().systemActorOf(client, row + number, Props.empty());
  }

  private void acquire() {
    for (int i = 0; i < CLIENTS; i++) {
      spawn(
          CLIENTS + i,
          AcquireClient.create(
              new AcquireClient.Setup(
                  row + "Acquires" + i, row, LOCKS, SERVICES.get(i % 3).locks(), load)));
    }
    ClusterKit.await("load", () -> load.answered() > 50);
  }

  private void hold() {
    for (int i = 0; i < CLIENTS; i++) {
      AtomicReference<LockHandle> holds = new AtomicReference<>();
      held.add(holds);
      spawn(
          i,
          HoldClient.create(
              new HoldClient.Setup(row + i, row, LOCKS, SERVICES.get(i % 3).locks(), holds, load)));
    }
    ClusterKit.await("load", () -> load.answered() > 50);
  }

  /** Their owners are not those of the table, which have a mark. */
  private void campaign() {
    campaigns = true;
    for (int i = 0; i < CLIENTS; i++) {
      spawn(
          i,
          CampaignClient.create(
              new CampaignClient.Setup(
                  row + i, row + i % 2, SERVICES.get(i % 3).elections(), load)));
    }
    ClusterKit.await("load", () -> load.answered() > 20);
  }

  @AfterEach
  void check() {
    awaitAnswers(50);
    load.stopping = true;
    ClusterKit.await("the clients' end", () -> load.clients.get() == 0);
    if (!campaigns) {
      awaitWatch();
      assertThat(watch.openings()).isEqualTo(1);
      load.settle();
    }
    Verdict verdict = new Linearizability<>(new LockModel()).check(load.history);
    System.out.printf(
        "%s: %d kills, in flight at a kill %d on average and at least %d, %d granted, %d denied,"
            + " %d given back, %d lost, %d rejected, %d unknown, %s%n",
        row,
        kills,
        inFlight / Math.max(1, kills),
        fewestInFlight,
        load.granted.get(),
        load.denied.get(),
        load.ended.get(),
        load.lost.get(),
        load.rejected.get(),
        load.unknown.get(),
        verdict);
    assertThat(verdict.linearizable()).as(verdict.toString()).isTrue();
    assertThat(load.complaints).isEmpty();
    assertThat(kills).isGreaterThanOrEqualTo(KILLS);
    assertThat(fewestInFlight).as("requests in flight at a kill").isPositive();
    cluster.nodes().forEach(node -> assertThat(node.fatal()).isEmpty());
  }

  /** All that happened before has been seen, once a grant after it is. */
  private void awaitWatch() {
    LockName last = new LockName(Space.LOCK, row + "Last");
    ask(
        0,
        SERVICES.get(0).locks(),
        (ActorRef<Locks.Reply> ear) ->
            new Locks.Acquire(last, row, Duration.ofSeconds(1), Duration.ZERO, WITHIN, ear));
    ClusterKit.await("the last grant to be seen", () -> load.wasGranted(row));
  }

  /** Requests are in flight, and somebody dies now. */
  private void killed() {
    AtomicInteger underWay = new AtomicInteger();
    ClusterKit.await(
        "requests in flight",
        () -> {
          underWay.set(load.inFlight.get());
          return underWay.get() > 1;
        });
    int now = underWay.get();
    kills++;
    inFlight += now;
    fewestInFlight = Math.min(fewestInFlight, now);
  }

  private void awaitAnswers(int more) {
    long goal = load.answered() + more;
    ClusterKit.await("answers", () -> load.answered() >= goal);
  }

  /** An event that nobody understands makes it fail: a defect of the machine beside it. */
  private void poison(ActorRef<?> target) {
    killed();
    target.unsafeUpcast().tell(new Feed.Changed(1, List.of(new byte[] {99})));
  }

  private static <C, R> R ask(
      int node, ActorRef<C> target, akka.japi.function.Function<ActorRef<R>, C> question) {
    return AskPattern.ask(
            target,
            question,
            Duration.ofSeconds(30),
            cluster.nodes().get(node).system().scheduler())
        .toCompletableFuture()
        .join();
  }

  /** The clock's next life answers, and that of the locks. */
  private Locks.Page awaitLife(int node) {
    Locks.Reply page =
        ask(node, SERVICES.get(node).locks(), ear -> new Locks.ListLocks("", 100, WITHIN, ear));
    assertThat(page).isInstanceOf(Locks.Page.class);
    return (Locks.Page) page;
  }

  @Test
  void locks() {
    acquire();
    hold();
    for (int i = 0; i < KILLS; i++) {
      poison(SERVICES.get(i % 3).locks());
      awaitLife(i % 3);
      awaitAnswers(20);
    }
    assertThat(load.unknown.get()).as("who asked was told").isPositive();
    assertThat(load.lost.get()).as("who held was told").isPositive();
  }

  /** Grants that nobody renews run out nevertheless. */
  @Test
  void lockClock() {
    acquire();
    for (int i = 0; i < KILLS; i++) {
      LockName left = new LockName(Space.LOCK, "left" + i);
      Locks.Reply granted =
          ask(
              i % 3,
              SERVICES.get(i % 3).locks(),
              ear ->
                  new Locks.Acquire(
                      left, "gone", Duration.ofMillis(200), Duration.ZERO, WITHIN, ear));
      assertThat(granted).isInstanceOf(Locks.Granted.class);
      poison(SERVICES.get(i % 3).clock());
      awaitLife(i % 3);
      awaitAnswers(20);
    }
    ClusterKit.await(
        "the end of what was left",
        () -> awaitLife(0).locks().stream().noneMatch(lock -> lock.owner().equals("gone")));
  }

  @Test
  void lockHolder() {
    hold();
    while (kills < KILLS) {
      long lost = load.lost.get();
      LockHandle[] victim = {null};
      AtomicReference<LockHandle> whose = held.get(kills % CLIENTS);
      ClusterKit.await("a holder", () -> (victim[0] = whose.get()) != null);
      killed();
      Adapter.toClassic(victim[0].holder())
          .tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
      ClusterKit.await("the loss, or a release that came first", () -> whose.get() != victim[0]);
      if (load.lost.get() == lost) {
        kills--;
      }
      awaitAnswers(5);
    }
    assertThat(load.lost.get()).isGreaterThanOrEqualTo(KILLS);
  }

  @Test
  void leaderElection() {
    campaign();
    for (int i = 0; i < KILLS; i++) {
      poison(SERVICES.get(i % 3).elections());
      ask(
          i % 3,
          SERVICES.get(i % 3).elections(),
          (ActorRef<LeaderElection.Observation> ear) -> new LeaderElection.Observe("any", ear));
      awaitAnswers(10);
    }
    assertThat(load.lost.get()).as("leaders that were deposed").isPositive();
  }

  /** All of a node at once: one of them may lead. */
  @Test
  void candidacy() {
    campaign();
    for (int i = 0; i < KILLS; i++) {
      killed();
      Adapter.toClassic(cluster.nodes().get(i % 3).system())
          .actorSelection("/system/" + CoordinationServices.ELECTIONS + "/campaign-*")
          .tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
      awaitAnswers(10);
    }
    assertThat(load.lost.get()).as("leaders that were deposed").isPositive();
  }
}
