package conclave.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import conclave.node.CannotStart;
import conclave.node.DataDirectory;
import conclave.node.NodeFailed;
import conclave.node.process.Ending.Patience;
import conclave.replica.journal.JournalPort;
import conclave.replica.journal.LogWork;
import conclave.replica.journal.SnapshotWork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node ends, whatever its disk does. */
class EndingTest {

  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration AMPLE = Duration.ofSeconds(60);

  @TempDir private Path temp;

  private final CountDownLatch diskAnswers = new CountDownLatch(1);
  private final CountDownLatch stuck = new CountDownLatch(1);
  private final FakeJournal journal = new FakeJournal();
  private ActorSystem<Void> system;
  private DataDirectory directory;

  @AfterEach
  void letTheDiskAnswer() throws IOException {
    diskAnswers.countDown();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    directory.close();
  }

  @Test
  void stopsInOrderAndLetsTheDirectoryGo() throws IOException {
    journal.closed.complete(null);
    await(stop(node(false, patience(AMPLE, AMPLE))));
    DataDirectory.open(temp, "n1", new Random(1)).close();
  }

  @Test
  void anActorThatWaitsForADiskForEverDoesNotHoldUpTheEnd() throws InterruptedException {
    Ending node = node(true, patience(SHORT, AMPLE));
    assertThat(stuck.await(60, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> await(stop(node)))
        .hasMessageContaining("the actors did not end within 100 ms");
    assertThat(journal.asked).as("closed under the feet of an actor").isFalse();
    assertDirectoryIsHeld();
  }

  @Test
  void aJournalThatNeverClosesDoesNotHoldUpTheEnd() {
    Ending node = node(false, patience(AMPLE, SHORT));

    assertThatThrownBy(() -> await(stop(node)))
        .hasMessageContaining("the journal did not end within 100 ms");
    assertDirectoryIsHeld();
  }

  @Test
  void whatANodeFailsWithIsItsLastWordThoughItCannotStopEither() {
    Ending node = node(false, patience(AMPLE, SHORT));
    node.fail("the disk refuses");

    assertThatThrownBy(() -> await(node.stopped())).hasMessageContaining("the disk refuses");
    assertThat(CoordinatedShutdown.get(system).getShutdownReason())
        .contains(new NodeFailed("the disk refuses"));
    assertThat(
            system
                .settings()
                .config()
                .getConfig("akka.coordinated-shutdown.reason-overrides")
                .getInt("\"%s\".exit-code".formatted(NodeFailed.class.getName())))
        .isEqualTo(1);
  }

  @Test
  void whatItLeadsIsHandedOverWhileItsActorsLiveAndTheJournalIsOpen() {
    journal.closed.complete(null);
    Ending node = node(false, patience(AMPLE, AMPLE));
    CompletableFuture<Boolean> allWasThere = new CompletableFuture<>();
    node.handsOver(
        () -> {
          allWasThere.complete(
              !journal.asked && !system.getWhenTerminated().toCompletableFuture().isDone());
          return CompletableFuture.completedStage(Done.getInstance());
        });
    await(stop(node));
    assertThat(allWasThere).isCompletedWithValue(true);
  }

  @Test
  void aHandOverThatNobodyAnswersDoesNotHoldUpTheEnd() {
    journal.closed.complete(null);
    Ending node = node(false, new Patience(AMPLE, SHORT, AMPLE, AMPLE));
    node.handsOver(CompletableFuture::new);
    await(stop(node));
  }

  /** Whoever would answer died with the journal. */
  @Test
  void aNodeThatCannotGoOnWaitsForNoHandOver() {
    journal.closed.complete(null);
    Ending node = node(false, patience(AMPLE, AMPLE));
    AtomicBoolean asked = new AtomicBoolean();
    node.handsOver(
        () -> {
          asked.set(true);
          return CompletableFuture.completedStage(Done.getInstance());
        });
    node.fail("the disk refuses");
    assertThatThrownBy(() -> await(node.stopped())).hasMessageContaining("the disk refuses");
    assertThat(asked).isFalse();
  }

  private static Patience patience(Duration actors, Duration journal) {
    return new Patience(AMPLE, AMPLE, actors, journal);
  }

  /** As a user ends an ActorSystem. */
  private CompletionStage<Done> stop(Ending node) {
    system.terminate();
    return node.stopped();
  }

  private Ending node(boolean withStuckActor, Patience patience) {
    directory = DataDirectory.open(temp, "n1", new Random(1));
    system = ActorSystem.create(Behaviors.empty(), "ends");
    if (withStuckActor) {
      system.systemActorOf(
          Behaviors.setup(
              context -> {
                stuck.countDown();
                diskAnswers.await();
                return Behaviors.empty();
              }),
          "gauge",
          DispatcherSelector.blocking());
    }
    Ending ending = new Ending(system, journal, directory, patience);
    ending.follow();
    return ending;
  }

  private void assertDirectoryIsHeld() {
    assertThatThrownBy(() -> DataDirectory.open(temp, "n1", new Random(1)))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("in use");
  }

  private static void await(CompletionStage<Done> stage) {
    stage.toCompletableFuture().orTimeout(120, TimeUnit.SECONDS).join();
  }

  private static final class FakeJournal implements JournalPort {
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile boolean asked;

    @Override
    public void submit(LogWork work) {
      throw new AssertionError("nothing is written here");
    }

    @Override
    public void submit(SnapshotWork work) {
      throw new AssertionError("nothing is written here");
    }

    @Override
    public void onBroken(Consumer<String> listener) {}

    @Override
    public CompletionStage<Void> close() {
      asked = true;
      return closed;
    }
  }
}
