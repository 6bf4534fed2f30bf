package conclave.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorSystem;
import conclave.election.LeaderElection;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.node.ClusterServices;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  static void start() throws IOException {
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
