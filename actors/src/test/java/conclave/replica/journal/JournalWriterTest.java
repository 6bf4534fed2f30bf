package conclave.replica.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JournalWriterTest {

  private static final class Recorder implements JournalPort {
    private final List<Object> work = new ArrayList<>();
    private Consumer<String> listener;

    @Override
    public void submit(LogWork next) {
      work.add(next);
    }

    @Override
    public void submit(SnapshotWork next) {
      work.add(next);
    }

    @Override
    public void onBroken(Consumer<String> told) {
      listener = told;
    }

    @Override
    public CompletionStage<Void> close() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private final Recorder port = new Recorder();
  private final TestInbox<JournalWriter.JournalFailed> supervisor = TestInbox.create();
  private final BehaviorTestKit<JournalWriter.Command> writer =
      BehaviorTestKit.create(JournalWriter.create(port, supervisor.getRef()));

  @Test
  void workIsPassedOnInOrder() {
    LogWork open = new LogWork.Open("g", 1, TestInbox.<LogNotice>create().getRef());
    SnapshotWork find = new SnapshotWork.Find("g", TestInbox.<SnapshotNotice>create().getRef());
    writer.run(open);
    writer.run(find);
    assertThat(port.work).containsExactly(open, find);
  }

  @Test
  void aBrokenJournalEndsItAndTheSupervisorHearsWhy() {
    port.listener.accept("fsync of 00000001.seg failed");
    writer.runOne();
    assertThat(writer.isAlive()).isFalse();
    assertThat(supervisor.receiveMessage().reason()).contains("00000001.seg");
  }
}
