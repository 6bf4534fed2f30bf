package conclave.node;

import conclave.journal.JournalException;
import conclave.journal.JournalInspector;
import conclave.journal.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a data directory holds, found without changing anything in it. While it is read, no node can
 * start on it; and it is not read while one runs, since files that change under a reader look
 * damaged.
 *
 * @param identity who it is; empty where that cannot be read
 * @param recovery who it shall be once a recovery by force that was begun is complete
 * @param journal what its journal holds; empty where there is none
 * @param damage a sentence for everything that was durable once and is wrong or gone: the file
 *     below the directory, the offset, the reason
 */
public record DirectoryReport(
    Optional<Identity> identity,
    Optional<Identity> recovery,
    Optional<JournalInspector.Report> journal,
    List<String> damage) {

  public DirectoryReport {
    damage = List.copyOf(damage);
  }

  /**
   * Reads everything in it, which takes as long as reading its files.
   *
   * @throws CannotStart when it is no data directory, in use, or written by a newer build
   * @throws IOException when the disk fails
   */
  public static DirectoryReport of(Path path) throws IOException {
    requireData(path);
    if (!Files.exists(path.resolve(DirectoryLock.FILE))) {
      return read(path);
    }
    DirectoryLock held = DirectoryLock.share(path).orElseThrow(() -> inUse(path));
    try {
      return read(path);
    } finally {
      held.close();
    }
  }

  /** The same of a directory that this process holds. */
  public static DirectoryReport of(DataDirectory held) throws IOException {
    return read(held.path());
  }

  static void requireData(Path path) {
    if (!Files.isDirectory(path)) {
      throw new CannotStart("there is no directory " + path);
    }
    if (!Files.exists(path.resolve(DataDirectory.IDENTITY))
        && !Files.exists(path.resolve(DataDirectory.JOURNAL))) {
      throw new CannotStart(
          "%s is not the data directory of a node: it has no file named %s"
              .formatted(path, DataDirectory.IDENTITY));
    }
  }

  private static CannotStart inUse(Path path) {
    return new CannotStart(
        "the data directory %s is in use by a running node: stop it, or look at a copy"
            .formatted(path));
  }

  private static DirectoryReport read(Path path) throws IOException {
    List<String> damage = new ArrayList<>();
    Optional<Identity> identity = identity(path, DataDirectory.IDENTITY, damage);
    if (!Files.exists(path.resolve(DataDirectory.IDENTITY))) {
      damage.add(DataDirectory.IDENTITY + ": the file is missing");
    }
    Optional<Identity> recovery = identity(path, DataDirectory.RECOVERY, damage);
    Path folder = path.resolve(DataDirectory.JOURNAL);
    if (!Files.isDirectory(folder)) {
      if (identity.filter(known -> !known.forgets()).flatMap(Identity::membership).isPresent()) {
        damage.add(DataDirectory.JOURNAL + ": the folder is missing");
      }
      return new DirectoryReport(identity, recovery, Optional.empty(), damage);
    }
    JournalInspector.Report journal = journal(folder);
    journal.damage().forEach(d -> damage.add(DataDirectory.JOURNAL + "/" + d));
    if (journal.segments().isEmpty() && identity.flatMap(Identity::membership).isPresent()) {
      damage.add(DataDirectory.JOURNAL + ": every segment is missing");
    }
    return new DirectoryReport(identity, recovery, Optional.of(journal), damage);
  }

  private static Optional<Identity> identity(Path path, String name, List<String> damage)
      throws IOException {
    if (!Files.exists(path.resolve(name))) {
      return Optional.empty();
    }
    try {
      return Optional.of(IdentityFormat.decode(Files.readAllBytes(path.resolve(name))));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      damage.add("%s at offset 0: %s".formatted(name, e.getMessage()));
      return Optional.empty();
    }
  }

  private static JournalInspector.Report journal(Path folder) throws IOException {
    try {
      return JournalInspector.describe(LocalDisk.readOnly(folder));
    } catch (JournalException.UnknownFormat e) {
      throw new CannotStart("a newer build wrote this: " + e.getMessage(), e);
    }
  }
}
