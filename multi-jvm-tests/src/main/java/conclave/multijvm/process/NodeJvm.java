package conclave.multijvm.process;

import conclave.multijvm.Timeline;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes that are one node, one after the other: each with the same command, unless another
 * is given, and directory, all writing to one log. Whatever is done to them stands in the timeline.
 * Not thread-safe but for {@link #kill}.
 */
public final class NodeJvm {

  private final Spec spec;
  private final Timeline timeline;
  private volatile List<String> command;
  private volatile Process process;
  private volatile PauseGuard guard;

  /**
   * What stays the same from one process to the next.
   *
   * @param name the node's name
   * @param java runs them
   * @param command all of it, java included, until another is given; its process ends when its
   *     standard input does
   * @param directory holds what a process leaves to the next one
   * @param log takes what they print
   */
  public record Spec(
      String name, JavaCommand java, List<String> command, Path directory, Path log) {

    public Spec {
      command = List.copyOf(command);
    }
  }

  /** None runs yet. */
  public NodeJvm(Spec spec, Timeline timeline) {
    this.spec = spec;
    this.timeline = timeline;
    this.command = spec.command();
  }

  /** From its next process on it executes that, java included. */
  public void executes(List<String> other) {
    command = List.copyOf(other);
  }

  /** What its processes have in common. */
  public Spec spec() {
    return spec;
  }

  /** The id of the latest process. */
  public long pid() {
    return process.pid();
  }

  /** Whether the latest process lives; a paused one does. */
  public boolean alive() {
    return process != null && process.isAlive();
  }

  /** Whether it was paused and not resumed since. */
  public boolean paused() {
    return alive() && guard != null;
  }

  /** Completed with the exit status when the latest process ends; 128 + n for signal n. */
  public CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * Starts a process; returns at once, long before it is ready. One that ends before it has read
   * its greeting, since a flag of its JVM is wrong, has started all the same: its log says why it
   * ended.
   *
   * @param greeting what it reads first; its standard input then stays open until this JVM ends
   * @throws IllegalStateException when the former one lives
   */
  public void start(byte[] greeting) {
    if (alive()) {
      throw new IllegalStateException(spec.name() + " runs already, as process " + pid());
    }
    unguard(); // of a paused process that somebody else killed
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(spec.log().toFile()))
              .start();
      process = started;
      Children.add(started);
      timeline.note(spec.name(), "starts as process " + started.pid());
      started.onExit().thenAccept(this::noteEnd);
      greet(started, greeting);
    } catch (IOException e) {
      throw new UncheckedIOException("starting " + spec.name(), e);
    }
  }

  private void greet(Process started, byte[] greeting) {
    try {
      OutputStream input = started.getOutputStream();
      input.write(greeting);
      input.flush();
    } catch (IOException e) {
      timeline.note(spec.name(), "did not read its greeting: " + e.getMessage());
    }
  }

  /** SIGKILL, also of a paused process; returns when it is gone. */
  public void kill() {
    Process killed = process;
    if (killed != null && killed.isAlive()) {
      timeline.note(spec.name(), "kill -9");
      killed.destroyForcibly();
      killed.onExit().join();
    }
    unguard();
  }

  /**
   * SIGTERM, and a paused process is resumed to notice it.
   *
   * @return the exit status
   * @throws AssertionError when the process does not end within the limit
   * @throws IllegalStateException when there is none
   */
  public int terminate(Duration limit) {
    requireAlive("sent SIGTERM");
    timeline.note(spec.name(), "kill -TERM");
    Tool.signal("TERM", pid()); // Process.destroy would also close the pipe that the child watches
    if (paused()) {
      resume();
    }
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError(spec.name() + " did not end within " + limit + " of SIGTERM");
  }

  /**
   * SIGSTOP: the process does nothing until {@link #resume}, its connections stay open.
   *
   * @throws IllegalStateException when there is none
   */
  public void pause() {
    if (paused()) {
      return;
    }
    requireAlive("paused");
    guard = PauseGuard.over(pid());
    try {
      Tool.signal("STOP", pid());
    } catch (RuntimeException e) {
      unguard();
      throw e;
    }
    timeline.note(spec.name(), "paused");
  }

  /**
   * SIGCONT.
   *
   * @throws IllegalStateException when there is no process
   */
  public void resume() {
    requireAlive("resumed");
    Tool.signal("CONT", pid());
    unguard();
    timeline.note(spec.name(), "resumed");
  }

  /**
   * Deletes the directory of a node that does not run.
   *
   * @throws IllegalStateException when it runs
   */
  public void wipe() {
    if (alive()) {
      throw new IllegalStateException(spec.name() + " runs; its directory cannot be wiped");
    }
    if (!Files.exists(spec.directory())) {
      return;
    }
    try (Stream<Path> files = Files.walk(spec.directory())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    timeline.note(spec.name(), "wiped");
  }

  /**
   * Collects the garbage of the process and counts what is left.
   *
   * @return the bytes of all objects that are reachable
   */
  public long liveHeapBytes() {
    List<String> lines =
        Tool.run(List.of(spec.java().tool("jcmd"), Long.toString(pid()), "GC.class_histogram"));
    String[] total = lines.get(lines.size() - 1).strip().split("\\s+");
    if (total.length != 3 || !total[0].equals("Total")) {
      throw new IllegalStateException("jcmd of " + spec.name() + " ends with " + List.of(total));
    }
    return Long.parseLong(total[2]);
  }

  /** What its processes printed so far, all of them. */
  public List<String> log() {
    try {
      return Files.exists(spec.log()) ? Files.readAllLines(spec.log()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of its log without stacks, for the message about an end that nobody wanted. */
  public String lastWords(int lines) {
    List<String> all = log().stream().filter(line -> !line.startsWith("\tat ")).toList();
    return all.isEmpty()
        ? "it said nothing"
        : String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  private void noteEnd(Process ended) {
    timeline.note(spec.name(), "process %d ended, %s".formatted(ended.pid(), how(ended)));
  }

  private static String how(Process ended) {
    int status = ended.exitValue();
    return status > 128 ? "by signal " + (status - 128) : "exit status " + status;
  }

  /** The id of a process that ended may be another's by now. */
  private void requireAlive(String what) {
    if (!alive()) {
      throw new IllegalStateException(
          "%s does not run and cannot be %s".formatted(spec.name(), what));
    }
  }

  private synchronized void unguard() {
    PauseGuard former = guard;
    guard = null;
    if (former != null) {
      former.close();
    }
  }
}
