package conclave.cli;

import conclave.node.CannotStart;
import conclave.node.HostPort;
import conclave.node.NodeLauncher;
import conclave.node.NodeLauncher.Running;
import conclave.node.NodeSettings;
import conclave.node.Ports;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conclave node}: one node, in the foreground. */
@Command(
    name = "node",
    description = "Runs one node in the foreground until SIGTERM or Ctrl-C.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class NodeCommand implements Callable<Integer> {

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The node's name, unique in its cluster.")
  private String name;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "For the traffic between nodes (25521).")
  private Integer port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Bound and announced; by default the host of its own entry in --peers.")
  private String host;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "For the management API and the dashboard (8551).")
  private Integer httpPort;

  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      description = "Where the management API listens (127.0.0.1).")
  private String httpHost;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the node keeps its identity and journal.")
  private String dataDir;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "NAME=HOST:PORT",
      description = "The initial voters, this node among them; ignored once a cluster is formed.")
  private List<String> peers;

  @Option(
      names = "--join",
      split = ",",
      paramLabel = "HOST:PORT",
      description =
          "Members of a running cluster to join, instead of --peers; ignored once it has joined.")
  private List<String> join;

  @Option(
      names = "--durability",
      paramLabel = "fsync|memory",
      description = "What an acknowledged write survives (fsync).")
  private String durability;

  @Option(
      names = "--new-cluster",
      description =
          "With --durability memory, once its cluster has lost its majority: makes a new, empty"
              + " one, for the others to join.")
  private boolean newCluster;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings, as explained in reference.conf; options override them.")
  private Path config;

  @Option(
      names = "--stop-with-stdin",
      hidden = true,
      description = "Die at the end of standard input, so that no child outlives its parent.")
  private boolean stopWithStdin;

  private final NodeLauncher launcher;

  NodeCommand(NodeLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    NodeSettings settings = NodeSettings.load(given(), Optional.ofNullable(config));
    if (settings.serves()) {
      Ports.requireFree(
          new HostPort(settings.http().host(), settings.http().port()), "--http-port");
    }
    Running running = launcher.launch(settings);
    Lifetime.stopOnSignal(running);
    if (stopWithStdin) {
      Lifetime.haltAtEndOf(System.in);
    }
    try {
      running.stopped().toCompletableFuture().join();
      return Conclave.OK;
    } catch (CompletionException e) {
      if (e.getCause() instanceof CannotStart wrong) {
        throw wrong;
      }
      throw new CommandFailed(e.getCause().getMessage(), e);
    }
  }

  private Map<String, Object> given() {
    Map<String, Object> given = new HashMap<>();
    given.put("node.name", name);
    given.put("node.port", port);
    given.put("node.host", host);
    given.put("node.data-dir", dataDir);
    given.put("node.peers", peers);
    given.put("node.join", join);
    given.put("http.host", httpHost);
    given.put("http.port", httpPort);
    given.put("durability", durability);
    given.put("node.new-cluster", newCluster ? true : null);
    given.values().removeIf(java.util.Objects::isNull);
    return given;
  }
}
