package conclave.multijvm.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The folder of one scenario, below {@code target/multi-jvm} of the module under test.
 *
 * @param path absolute
 */
public record Folder(Path path) {

  private static final Path ALL = Path.of("target", "multi-jvm");

  private static final Set<Path> KEPT = ConcurrentHashMap.newKeySet();

  /** The folder of that scenario, empty; another one when this JVM has to keep that. */
  public static Folder emptied(String scenario) {
    Folder folder = new Folder(ALL.resolve(scenario).toAbsolutePath());
    for (int i = 2; KEPT.contains(folder.path()); i++) {
      folder = new Folder(ALL.resolve(scenario + "-" + i).toAbsolutePath());
    }
    folder.delete();
    try {
      Files.createDirectories(folder.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /** A test failed: nothing that this JVM starts later takes this folder. */
  public void keep() {
    KEPT.add(path);
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
