package conclave.cli.demo;

import conclave.cli.api.ApiClient;
import conclave.node.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One node in a JVM of its own, and the client that talks to it. */
final class NodeProcess {

  /** Above the server's own deadline, so that its answer is what one sees. */
  private static final Duration ANSWER = Duration.ofSeconds(7);

  private final String name;
  private final HostPort http;
  private final Process process;
  private final Path log;
  private final ApiClient api;
  private volatile boolean killed;

  NodeProcess(String name, HostPort http, List<String> command, Path log) throws IOException {
    this.name = name;
    this.http = http;
    this.log = log;
    this.process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    this.api = new ApiClient(http, ANSWER);
  }

  String name() {
    return name;
  }

  HostPort http() {
    return http;
  }

  ApiClient api() {
    return api;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Whether it was ended on purpose. */
  boolean killed() {
    return killed;
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    killed = true;
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Lets time pass, but not if the process ends meanwhile. */
  void pause(Duration time) {
    try {
      process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailed("interrupted", e);
    }
  }

  /** What the process said last, for the message about its end. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return "its log cannot be read: " + e.getMessage();
    }
  }
}
