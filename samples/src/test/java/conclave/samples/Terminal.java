package conclave.samples;

import conclave.house.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A command that runs as if somebody had typed it at the root of the checkout. */
final class Terminal implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final List<String> words;
  private final Process process;
  private final Path output;

  /**
   * @param folder for its output, and for its temporary files
   */
  Terminal(List<String> words, Path folder) {
    this.words = words;
    try {
      output = Files.createTempFile(folder, "output", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(Repository.here().root().toFile())
              .redirectErrorStream(true)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile());
      // What the build has just made, instead of another build within this one.
      builder
          .environment()
          .put("CONCLAVE_SAMPLES_CLASSPATH", System.getProperty("java.class.path"));
      builder.environment().put("JAVA_OPTS", "-Djava.io.tmpdir=" + folder);
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> lines() {
    try {
      return Files.readAllLines(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has printed those lines, in that order; numbers may be others. */
  void awaitLines(List<String> wanted) {
    long polls = PATIENCE_SECONDS * 20;
    while (!missing(wanted).isEmpty()) {
      if (--polls < 0 || !process.isAlive() && !missing(wanted).isEmpty()) {
        throw new AssertionError(
            "%s did not print %s but:%n%s"
                .formatted(this, missing(wanted), String.join("\n", lines())));
      }
      new CompletableFuture<Void>().completeOnTimeout(null, 50, TimeUnit.MILLISECONDS).join();
    }
  }

  /** What is left of the wanted lines. */
  private List<String> missing(List<String> wanted) {
    List<String> left = new ArrayList<>(wanted);
    for (String line : lines()) {
      if (!left.isEmpty() && like(left.get(0)).equals(like(line))) {
        left.remove(0);
      }
    }
    return left;
  }

  /** The text, whatever its numbers are. */
  static String like(String line) {
    return NUMBER.matcher(line).replaceAll("#");
  }

  /** What Ctrl-C does. */
  void interrupt() {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The exit status, once it has ended. */
  int awaitEnd() {
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError(this + " did not end:\n" + String.join("\n", lines()));
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
