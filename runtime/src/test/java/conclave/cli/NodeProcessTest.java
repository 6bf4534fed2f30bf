package conclave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.ClusterServices;
import conclave.node.NodeLauncher;
import conclave.replica.kit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How the process of {@code conclave node} ends. */
class NodeProcessTest {

  /** A node that runs until it is stopped, or fails at once when it is named so. */
  static final class Launched implements NodeLauncher.Running {
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    public static void main(String[] arguments) {
      int status =
          Conclave.run(
              settings -> {
                Launched node = new Launched();
                if (settings.name().equals("fails")) {
                  node.stopped.completeExceptionally(new IllegalStateException("the disk is full"));
                }
                return node;
              },
              arguments);
      System.exit(status);
    }

    @Override
    public ClusterServices services() {
      throw new UnsupportedOperationException("it only looks like a node");
    }

    @Override
    public CompletionStage<Void> stop() {
      stopped.complete(null);
      return stopped;
    }

    @Override
    public CompletionStage<Void> stopped() {
      System.out.println("waited for"); // asked once the signals are taken care of
      return stopped;
    }
  }

  @Test
  void sigtermEndsWithStatus0() throws Exception {
    Process node = start("n1");
    node.destroy();
    assertThat(status(node)).isEqualTo(Conclave.OK);
  }

  @Test
  void theEndOfStandardInputEndsAChild() throws Exception {
    Process node = start("n1", "--stop-with-stdin");
    node.getOutputStream().close();
    assertThat(status(node)).isEqualTo(Conclave.FAILED);
  }

  @Test
  void aNodeThatCannotGoOnEndsWithStatus1AndOneLine() throws Exception {
    Process node = start("fails");
    assertThat(status(node)).isEqualTo(Conclave.FAILED);
    assertThat(node.errorReader().lines()).containsExactly("conclave: the disk is full");
  }

  private static int status(Process node) throws InterruptedException {
    assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return node.exitValue();
  }

  private static Process start(String name, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Launched.class.getName(),
                "node",
                "--name=" + name,
                "--data-dir=/nowhere",
                "--http-port=" + FreePorts.take()));
    command.addAll(List.of(more));
    Process node = new ProcessBuilder(command).start();
    assertThat(node.inputReader().readLine()).isEqualTo("waited for");
    return node;
  }
}
