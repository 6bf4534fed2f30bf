package conclave.cli.demo;

import conclave.node.HostPort;
import conclave.node.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * The nodes of the demonstration and the folder with their data. Closing it, from whichever thread,
 * leaves neither behind, and no node is started after.
 */
final class Children implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final ChildJvm jvm;
  private final Path folder;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private boolean closed;

  Children(ChildJvm jvm) throws IOException {
    this.jvm = jvm;
    this.folder = Files.createTempDirectory("conclave-demo-");
  }

  Path folder() {
    return folder;
  }

  /** Starts all nodes on ports that are free now. */
  void start(int count) throws IOException {
    List<Integer> ports = Ports.free(HOST, 2 * count);
    StringJoiner peers = new StringJoiner(",");
    for (int i = 0; i < count; i++) {
      peers.add("n%d=%s".formatted(i + 1, new HostPort(HOST, ports.get(i))));
    }
    for (int i = 0; i < count; i++) {
      start(
          "n" + (i + 1), ports.get(i), new HostPort(HOST, ports.get(count + i)), peers.toString());
    }
  }

  synchronized List<NodeProcess> all() {
    return List.copyOf(nodes);
  }

  List<NodeProcess> alive() {
    return all().stream().filter(NodeProcess::alive).toList();
  }

  /** Any node that lives. */
  NodeProcess someAlive() {
    return alive().stream().findFirst().orElseThrow(() -> new DemoFailed("no node is left"));
  }

  /** Kills every node and deletes the folder; may be called twice. */
  @Override
  public synchronized void close() {
    closed = true;
    nodes.forEach(NodeProcess::kill);
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Children::delete);
    } catch (IOException | UncheckedIOException e) {
      if (Files.exists(folder)) {
        System.err.println("conclave: cannot delete " + folder + ": " + e.getMessage());
      }
    }
  }

  private synchronized void start(String name, int port, HostPort http, String peers)
      throws IOException {
    if (closed) {
      throw new DemoFailed("stopped while its nodes were being started");
    }
    List<String> command =
        jvm.command(
            List.of(
                "node",
                "--name=" + name,
                "--port=" + port,
                "--http-port=" + http.port(),
                "--data-dir=" + folder.resolve(name),
                "--peers=" + peers,
                "--stop-with-stdin"));
    nodes.add(new NodeProcess(name, http, command, folder.resolve(name + ".log")));
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
