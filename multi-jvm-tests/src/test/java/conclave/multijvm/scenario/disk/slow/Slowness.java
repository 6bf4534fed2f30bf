package conclave.multijvm.scenario.disk.slow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** How slow the disk under a data directory is, as a file there says; as quick as ever without. */
final class Slowness {

  private static final String FILE = "slow-disk";

  private Slowness() {}

  /** From now on each sync of a journal's file in that data directory takes so much longer. */
  static void set(Path dataDir, Duration each) throws IOException {
    Path aside = Files.writeString(dataDir.resolve(FILE + ".new"), Long.toString(each.toMillis()));
    Files.move(aside, dataDir.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The disk is well again. */
  static void end(Path dataDir) throws IOException {
    Files.deleteIfExists(dataDir.resolve(FILE));
  }

  /** For a file of the journal, which has a folder of its own in the data directory. */
  static Duration of(Path file) throws IOException {
    Path folder = file.getParent();
    Path said = folder == null ? null : folder.resolveSibling(FILE);
    if (said == null || !Files.exists(said)) {
      return Duration.ZERO;
    }
    return Duration.ofMillis(Long.parseLong(Files.readString(said, StandardCharsets.US_ASCII)));
  }
}
