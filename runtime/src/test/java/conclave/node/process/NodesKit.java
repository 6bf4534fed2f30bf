package conclave.node.process;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.cli.api.ApiClient;
import conclave.cli.api.ApiClient.Answer;
import conclave.node.HostPort;
import conclave.node.NodeLauncher.Running;
import conclave.node.NodeSettings;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Whole nodes n1, n2, ... in this JVM, over loopback, seen through their HTTP API. */
final class NodesKit implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final Path folder;
  private final int founders;
  private final int[] ports;
  private final Running[] nodes;
  private final ApiClient[] apis;

  NodesKit(Path folder, int size) throws IOException {
    this(folder, size, size);
  }

  /**
   * @param founders so many form the cluster; the others join through n1
   */
  NodesKit(Path folder, int size, int founders) throws IOException {
    this.folder = folder;
    this.founders = founders;
    this.ports = new int[2 * size];
    this.nodes = new Running[size];
    this.apis = new ApiClient[size];
    Arrays.setAll(ports, which -> FreePorts.take());
    Arrays.setAll(apis, which -> new ApiClient(http(which), Duration.ofSeconds(20)));
    Files.writeString(
        folder.resolve("node.conf"),
        """
        conclave.monitor.interval = 100 ms
        conclave.akka-cluster.look = 100 ms
        akka.cluster { gossip-interval = 200 ms, leader-actions-interval = 200 ms }
        """);
  }

  /** Starts that node, 0 for n1; it is not ready yet. */
  Running start(int which) {
    return start(which, Map.of());
  }

  /** The same with further settings, keys below {@code conclave}. */
  Running start(int which, Map<String, Object> more) {
    Map<String, Object> options = new HashMap<>(more);
    options.put("node.name", "n" + (which + 1));
    options.put("node.port", ports[which]);
    options.put("node.data-dir", data(which).toString());
    options.put(
        which < founders ? "node.peers" : "node.join",
        which < founders ? peers() : List.of(address(0)));
    options.put("http.port", ports[nodes.length + which]);
    nodes[which] =
        new NodeRunner()
            .launch(NodeSettings.load(options, Optional.of(folder.resolve("node.conf"))));
    return nodes[which];
  }

  /** That node's data directory. */
  Path data(int which) {
    return folder.resolve("n" + which);
  }

  private List<String> peers() {
    List<String> peers = new ArrayList<>();
    for (int i = 0; i < founders; i++) {
      peers.add("n%d=%s:%d".formatted(i + 1, HOST, ports[i]));
    }
    return peers;
  }

  /** Waits until every node that runs is ready. */
  void awaitReady() {
    running()
        .forEach(
            which ->
                ClusterKit.await(
                    "n%d is ready".formatted(which + 1),
                    () -> get(which, "/ready").status() == 200));
  }

  private IntStream running() {
    return IntStream.range(0, nodes.length).filter(which -> nodes[which] != null);
  }

  void stop(int which) {
    nodes[which].stop().toCompletableFuture().join();
    nodes[which] = null;
  }

  /** Waits until that node has ended by itself. */
  void awaitStopped(int which) {
    nodes[which].stopped().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    nodes[which] = null;
  }

  /** That node has ended, and is started no more. */
  void forget(int which) {
    nodes[which] = null;
  }

  /** Where that node talks to the others. */
  String address(int which) {
    return HOST + ":" + ports[which];
  }

  /** Where its API listens. */
  HostPort http(int which) {
    return new HostPort(HOST, ports[nodes.length + which]);
  }

  ApiClient api(int which) {
    return apis[which];
  }

  Answer get(int which, String path) {
    try {
      return api(which).get(path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  JsonNode json(int which, String path) {
    try {
      return get(which, path).json();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Posts a document; single quotes stand for double ones. */
  Answer post(int which, String path, String document) {
    try {
      return api(which).post(path, document.replace('\'', '"'));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Answer delete(int which, String path) {
    try {
      return api(which).delete(path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    running().forEach(this::stop);
  }
}
