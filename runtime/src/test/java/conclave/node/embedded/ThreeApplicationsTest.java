package conclave.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorSystem;
import conclave.async.Async;
import conclave.async.AsyncLock;
import conclave.async.AsyncMap;
import conclave.election.LeaderElection;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import conclave.map.ReplicatedMap;
import conclave.map.ReplicatedMap.Deleted;
import conclave.map.ReplicatedMap.Found;
import conclave.map.ReplicatedMap.Mismatch;
import conclave.map.ReplicatedMap.NotFound;
import conclave.map.ReplicatedMap.Rejected;
import conclave.map.ReplicatedMap.Written;
import conclave.map.table.Condition;
import conclave.node.ClusterServices;
import conclave.replica.kit.ClusterKit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three applications with a node in each: what an application does with the services. */
class ThreeApplicationsTest {

  private static final Duration WITHIN = Duration.ofSeconds(60);

  @TempDir private static Path temp;
  private static Embedded applications;
  private static final List<ActorSystem<Void>> SYSTEMS = new ArrayList<>();
  private static final List<ClusterServices> SERVICES = new ArrayList<>();
  private static String whyTheFirstWasNotReady;

  @BeforeAll
  static void start() {
    applications = new Embedded(temp, 3);
    for (int i = 0; i < 3; i++) {
      SYSTEMS.add(applications.system(i));
      SERVICES.add(ClusterServices.get(SYSTEMS.get(i)));
      if (i == 0) {
        ClusterKit.await("what it waits for", () -> whyNotReady().contains("not heard yet: n2"));
        whyTheFirstWasNotReady = whyNotReady();
      }
    }
    SERVICES.forEach(services -> Embedded.await(services.whenReady(WITHIN)));
  }

  @AfterAll
  static void stop() {
    applications.close();
  }

  private static String whyNotReady() {
    return SERVICES
        .get(0)
        .whenReady(Duration.ofMillis(100))
        .handle((done, failed) -> failed instanceof TimeoutException ? failed.getMessage() : "")
        .toCompletableFuture()
        .join();
  }

  @Test
  void whoeverWaitsForReadinessHearsWhatIsMissing() {
    assertThat(whyTheFirstWasNotReady)
        .startsWith("not ready within 100 ms: this node is in no cluster yet: ");
  }

  @Test
  void theSameSystemHasTheSameNode() {
    assertThat(ClusterServices.get(SYSTEMS.get(0))).isSameAs(SERVICES.get(0));
    assertThat(SERVICES.get(1)).isNotSameAs(SERVICES.get(0));
  }

  private static Async async(int which) {
    return Async.of(SYSTEMS.get(which), SERVICES.get(which));
  }

  @Test
  void mapsAreUsedByCodeThatIsNoActor() {
    AsyncMap map = async(0).map("stock");
    long version = await(map.put("tea", bytes("7"), WITHIN), Written.class).version();
    Condition asWritten = Condition.version(version);
    await(map.put("tea", bytes("9"), asWritten, WITHIN), Written.class);
    assertThat(await(map.put("tea", bytes("8"), asWritten, WITHIN), Mismatch.class).version())
        .isGreaterThan(version);
    AsyncMap elsewhere = async(1).map("stock");
    assertThat(await(elsewhere.get("tea", WITHIN), Found.class).value()).containsExactly('9');
    await(elsewhere.getStale("tea", WITHIN), Found.class);
    await(elsewhere.delete("tea", asWritten, WITHIN), Mismatch.class);
    await(elsewhere.delete("tea", WITHIN), Deleted.class);
    await(map.get("tea", WITHIN), NotFound.class);
    await(map.put("", bytes("x"), WITHIN), Rejected.class);
  }

  @Test
  void locksAreUsedByCodeThatIsNoActor() {
    Duration ttl = Duration.ofMinutes(1);
    AsyncLock mine = async(0).lock("gate", "me");
    AsyncLock yours = async(1).lock("gate", "you");
    long token = await(mine.tryAcquire(ttl, WITHIN), Locks.Granted.class).token();
    assertThat(await(yours.tryAcquire(ttl, WITHIN), Locks.Locked.class).owner()).isEqualTo("me");
    await(mine.renew(token, WITHIN), Locks.Granted.class);
    CompletionStage<Locks.Reply> waits = yours.acquire(ttl, Duration.ofSeconds(50), WITHIN);
    await(mine.release(token, WITHIN), Locks.Released.class);
    assertThat(await(waits, Locks.Granted.class).token()).isGreaterThan(token);
    await(mine.renew(token, WITHIN), Locks.Lost.class);
  }

  @Test
  void whoeverCancelsStandsInTheQueueNoMore() {
    Duration ttl = Duration.ofMinutes(1);
    Duration longest = Duration.ofSeconds(50);
    await(async(0).lock("queue", "me").tryAcquire(ttl, WITHIN), Locks.Granted.class);
    CompletionStage<Locks.Reply> waits =
        async(1).lock("queue", "you").acquire(ttl, longest, WITHIN);
    ClusterKit.await("a waiter", () -> waiters("queue") == 1);
    waits.toCompletableFuture().cancel(false);
    ClusterKit.await("no waiter", () -> waiters("queue") == 0);
  }

  private static long waiters(String lock) {
    TestProbe<Locks.Reply> page = TestProbe.create(SYSTEMS.get(2));
    SERVICES.get(2).locks().tell(new Locks.ListLocks("", 100, WITHIN, page.getRef()));
    return page.expectMessageClass(Locks.Page.class, WITHIN).locks().stream()
        .filter(held -> held.name().equals(lock))
        .findFirst()
        .orElseThrow()
        .waiters();
  }

  @Test
  void whoLeadsIsSeenByCodeThatIsNoActor() {
    TestProbe<LeaderElection.Event> candidate = TestProbe.create(SYSTEMS.get(0));
    SERVICES
        .get(0)
        .elections()
        .tell(new LeaderElection.Campaign("crown", "somebody", candidate.getRef()));
    candidate.expectMessageClass(LeaderElection.Elected.class, WITHIN);
    ClusterKit.await(
        "the leader",
        () ->
            await(async(2).election("crown").leader(WITHIN), LeaderElection.LeaderChanged.class)
                .leader()
                .map(LeaderElection.Leader::candidate)
                .equals(Optional.of("somebody")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T await(CompletionStage<? super T> stage, Class<T> type) {
    Object reply = Embedded.await(stage);
    assertThat(reply).isInstanceOf(type);
    return type.cast(reply);
  }

  @Test
  void actorsUseLocksMapsAndElections() {
    TestProbe<Locks.Reply> granted = TestProbe.create(SYSTEMS.get(0));
    SERVICES
        .get(0)
        .locks()
        .tell(
            new Locks.Acquire(
                new LockName(Space.LOCK, "door"),
                "me",
                Duration.ofMinutes(1),
                Duration.ZERO,
                WITHIN,
                granted.getRef()));
    assertThat(granted.receiveMessage(WITHIN)).isInstanceOf(Locks.Granted.class);

    TestProbe<ReplicatedMap.Reply> replies = TestProbe.create(SYSTEMS.get(1));
    SERVICES
        .get(1)
        .maps()
        .tell(
            new ReplicatedMap.Put(
                "m",
                "k",
                new byte[] {7},
                Condition.ANY,
                WITHIN,
                Optional.empty(),
                replies.getRef()));
    assertThat(replies.receiveMessage(WITHIN)).isInstanceOf(ReplicatedMap.Written.class);
    SERVICES.get(2).maps().tell(new ReplicatedMap.Get("m", "k", false, WITHIN, replies.getRef()));
    assertThat(replies.expectMessageClass(ReplicatedMap.Found.class, WITHIN).value())
        .containsExactly(7);

    TestProbe<LeaderElection.Event> candidate = TestProbe.create(SYSTEMS.get(2));
    SERVICES
        .get(2)
        .elections()
        .tell(new LeaderElection.Campaign("chief", "n3", candidate.getRef()));
    assertThat(candidate.receiveMessage(WITHIN)).isInstanceOf(LeaderElection.Elected.class);
  }
}
