package conclave.multijvm.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A shell that waits beside a paused process. A process that is stopped cannot see that this JVM
 * died: the shell sees it, and kills it.
 */
final class PauseGuard implements AutoCloseable {

  private static final String SCRIPT = "read -r word; [ \"$word\" = leave ] || kill -KILL \"$0\"";

  private final Process shell;

  private PauseGuard(Process shell) {
    this.shell = shell;
  }

  static PauseGuard over(long pid) {
    try {
      return new PauseGuard(
          new ProcessBuilder(List.of("sh", "-c", SCRIPT, Long.toString(pid)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process was resumed, or is gone. */
  @Override
  public void close() {
    try (var word = shell.outputWriter()) {
      word.write("leave\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the guard of a paused process is gone", e);
    }
  }
}
