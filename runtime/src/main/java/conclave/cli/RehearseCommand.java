package conclave.cli;

import conclave.cli.api.ApiClient;
import conclave.node.HostPort;
import conclave.node.NodeLauncher;
import conclave.node.NodeLauncher.Running;
import conclave.node.NodeSettings;
import conclave.node.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code conclave rehearse}: a cluster of one node that takes one write and ends. The launching
 * script lets the JVM keep the classes that this loads, so that later nodes start faster.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {

  private static final String HOST = "127.0.0.1";
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int MOST_ATTEMPTS = 200;
  private static final int PAUSE_MILLIS = 25;

  @Parameters(paramLabel = "DIR", description = "An empty folder.")
  private Path folder;

  private final NodeLauncher launcher;

  RehearseCommand(NodeLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws IOException {
    List<Integer> ports = Ports.free(HOST, 2);
    Map<String, Object> options =
        Map.of(
            "node.name", "n1",
            "node.port", ports.get(0),
            "node.data-dir", folder.toString(),
            "node.peers", List.of("n1=" + new HostPort(HOST, ports.get(0))),
            "http.port", ports.get(1));
    Running node = launcher.launch(NodeSettings.load(options, Optional.empty()));
    try {
      play(node, new ApiClient(new HostPort(HOST, ports.get(1)), ANSWER));
    } finally {
      node.stop().toCompletableFuture().join();
    }
    return Conclave.OK;
  }

  private static void play(Running node, ApiClient api) throws IOException {
    int attempts = 0;
    while (api.get("/ready").status() != 200) {
      if (attempts++ == MOST_ATTEMPTS || ended(node)) {
        throw new IOException("the node of the rehearsal did not become ready");
      }
    }
    api.put("/api/v1/maps/rehearsal/key", "value".getBytes(StandardCharsets.UTF_8));
    for (String path :
        List.of("/api/v1/maps/rehearsal/key", "/api/v1/nodes", "/api/v1/raft/groups", "/")) {
      api.get(path);
    }
  }

  /** Lets time pass, but not if the node ends meanwhile. */
  private static boolean ended(Running node) {
    try {
      node.stopped().toCompletableFuture().get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
