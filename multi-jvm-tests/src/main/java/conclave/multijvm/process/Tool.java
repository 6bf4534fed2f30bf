package conclave.multijvm.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Runs a tool of the operating system or of the JDK to its end. */
final class Tool {

  private Tool() {}

  /**
   * What it printed.
   *
   * @throws IllegalStateException with that, when it ends with another status than 0
   */
  static List<String> run(List<String> command) {
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

  static void signal(String name, long pid) {
    run(List.of("kill", "-" + name, Long.toString(pid)));
  }
}
