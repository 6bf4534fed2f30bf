package conclave.multijvm.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The folder of one scenario, below {@code target/multi-jvm} of the module under test.
 *
 * @param path absolute
 */
public record Folder(Path path) {

  private static final Path ALL = Path.of("target", "multi-jvm");

  /**
   * The folder of that scenario, empty.
   *
   * @param start counts the clusters of one run; what a former one left is not written over
   */
  public static Folder emptied(String scenario, int start) {
    String name = start == 1 ? scenario : scenario + "-" + start;
    Folder folder = new Folder(ALL.resolve(name).toAbsolutePath());
    folder.delete();
    try {
      Files.createDirectories(folder.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /** Takes away the folder and all in it. */
  public void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
