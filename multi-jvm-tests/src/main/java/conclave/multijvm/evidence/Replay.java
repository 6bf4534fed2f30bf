package conclave.multijvm.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The line that runs one test again with the same seed. */
public final class Replay {

  private Replay() {}

  /**
   * The line for a test of the module in that folder.
   *
   * @param module where Maven runs the test
   * @param test {@code Class}, or {@code Class#method}
   */
  public static String line(Path module, String test, long seed) {
    String quoted = test.contains("$") ? "'" + test + "'" : test;
    return "mvn %stest -Dtest=%s -Dconclave.seed=%d".formatted(where(module), quoted, seed);
  }

  /** A module of a reactor is named from its parent's folder, with those that it needs. */
  private static String where(Path module) {
    Path parent = module.toAbsolutePath().normalize().resolveSibling("pom.xml");
    String name = module.toAbsolutePath().normalize().getFileName().toString();
    try {
      boolean child =
          Files.exists(parent)
              && Files.readString(parent).contains("<module>%s</module>".formatted(name));
      return child ? "-pl %s -am -Dsurefire.failIfNoSpecifiedTests=false ".formatted(name) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
