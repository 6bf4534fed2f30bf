package conclave.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import conclave.node.DataDirectory;
import conclave.replica.journal.JournalPort;
import conclave.replica.journal.LogWork;
import conclave.replica.journal.SnapshotWork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the process of an application ends that has Akka end it, with {@code exit-jvm}. */
class ExitTest {

  private static final String BROKEN = "the disk is broken";
  private static final long SLOW_MILLIS = 300;

  @TempDir private Path temp;

  /** An application whose node fails at once, or is ended as a user ends it. */
  static final class Application {

    public static void main(String[] arguments) {
      ActorSystem<Void> system =
          ActorSystem.create(
              Behaviors.empty(),
              "exits",
              ConfigFactory.parseString(
                      "akka.actor.provider = local, akka.coordinated-shutdown.exit-jvm = on")
                  .withFallback(ConfigFactory.load()));
      DataDirectory directory = DataDirectory.open(Path.of(arguments[0]), "n1", new Random(1));
      Ending ending = new Ending(system, new SlowJournal(), directory, Ending.Patience.OF_A_NODE);
      ending.follow();
      ending
          .stopped()
          .whenComplete(
              (done, failed) ->
                  System.out.println(failed == null ? "stopped" : failed.getMessage()));
      if (arguments.length > 1) {
        ending.fail(arguments[1]);
      } else {
        system.terminate();
      }
    }
  }

  private static final class SlowJournal implements JournalPort {

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
      return CompletableFuture.runAsync(
          () -> System.out.println("journal closed"),
          CompletableFuture.delayedExecutor(SLOW_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void aNodeThatCannotGoOnEndsItsProcessWithStatus1AfterTheJournalIsClosed() throws Exception {
    Process process = start(temp.toString(), BROKEN);
    assertThat(said(process)).endsWith("journal closed", BROKEN);
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void anApplicationThatIsEndedEndsWithStatus0AfterTheJournalIsClosed() throws Exception {
    Process process = start(temp.toString());
    assertThat(said(process)).endsWith("journal closed", "stopped");
    assertThat(process.exitValue()).isZero();
  }

  private static List<String> said(Process process) throws InterruptedException {
    List<String> said = process.inputReader().lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
