package conclave.multijvm;

import conclave.cli.api.ApiClient;
import conclave.cli.demo.ChildJvm;
import conclave.node.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One node of a cluster, and the processes that are it one after the other: each on the same ports
 * and directory, all writing to one log. Not thread-safe but for {@link #kill}.
 */
public final class NodeProcess {

  /** Above the longest that a node takes for an answer of its own. */
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private final Setup setup;
  private final ApiClient api;
  private volatile Process process;

  /**
   * What stays the same from one process to the next.
   *
   * @param name the node's name
   * @param jvm runs {@code conclave.cli.Main}
   * @param port of the traffic between nodes, on the loopback interface
   * @param http where its API listens
   * @param dataDir its data directory
   * @param peers the initial voters as {@code --peers} takes them
   * @param log takes what the processes print
   */
  public record Setup(
      String name, ChildJvm jvm, int port, HostPort http, Path dataDir, String peers, Path log) {

    /** The arguments of {@code conclave} that make this node. */
    public List<String> arguments() {
      return List.of(
          "node",
          "--name=" + name,
          "--port=" + port,
          "--http-port=" + http.port(),
          "--data-dir=" + dataDir,
          "--peers=" + peers);
    }
  }

  NodeProcess(Setup setup) {
    this.setup = setup;
    this.api = new ApiClient(setup.http(), ANSWER);
  }

  /** The node's name. */
  public String name() {
    return setup.name();
  }

  /** What it is started with. */
  public Setup setup() {
    return setup;
  }

  /** Where its API listens. */
  public HostPort http() {
    return setup.http();
  }

  /** A client of its API, with answers within 3 s. */
  public ApiClient api() {
    return api;
  }

  /** The id of its latest process. */
  public long pid() {
    return process.pid();
  }

  /** Whether its process lives; a paused one does. */
  public boolean alive() {
    return process != null && process.isAlive();
  }

  /**
   * Starts a process for this node; returns at once, long before it is ready.
   *
   * @throws IllegalStateException when the former one lives
   */
  public void start() {
    if (alive()) {
      throw new IllegalStateException(name() + " runs already, as process " + pid());
    }
    List<String> arguments = new ArrayList<>(setup.arguments());
    arguments.add("--stop-with-stdin");
    try {
      process =
          new ProcessBuilder(setup.jvm().command(arguments))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(setup.log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL, also of a paused process; returns when it is gone. */
  public void kill() {
    if (process != null) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  /**
   * SIGTERM.
   *
   * @return the exit status
   * @throws AssertionError when the process does not end within the limit
   */
  public int terminate(Duration limit) {
    signal("TERM"); // Process.destroy would also close the pipe that --stop-with-stdin watches
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError(name() + " did not end within " + limit + " of SIGTERM");
  }

  /** SIGSTOP: the process does nothing until {@link #resume}, its connections stay open. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  /** Deletes the data directory of a node that does not run. */
  public void wipe() {
    if (alive()) {
      throw new IllegalStateException(name() + " runs; its directory cannot be wiped");
    }
    if (!Files.exists(setup.dataDir())) {
      return;
    }
    try (Stream<Path> files = Files.walk(setup.dataDir())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Collects the garbage of the process and counts what is left.
   *
   * @return the bytes of all objects that are reachable
   */
  public long liveHeapBytes() {
    String java = Path.of(setup.jvm().java()).resolveSibling("jcmd").toString();
    List<String> lines = run(List.of(java, Long.toString(pid()), "GC.class_histogram"));
    String[] total = lines.get(lines.size() - 1).strip().split("\\s+");
    if (total.length != 3 || !total[0].equals("Total")) {
      throw new IllegalStateException("jcmd of " + name() + " ends with " + List.of(total));
    }
    return Long.parseLong(total[2]);
  }

  /** What its processes printed so far, all of them. */
  public List<String> log() {
    try {
      return Files.exists(setup.log()) ? Files.readAllLines(setup.log()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name() + " at " + http() + ", log " + setup.log();
  }

  private void signal(String name) {
    run(List.of("kill", "-" + name, Long.toString(pid())));
  }

  private static List<String> run(List<String> command) {
    try {
      Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
      List<String> lines = tool.inputReader().lines().toList();
      int status = tool.onExit().join().exitValue();
      if (status != 0) {
        throw new IllegalStateException(command + " ended with " + status + ": " + lines);
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
