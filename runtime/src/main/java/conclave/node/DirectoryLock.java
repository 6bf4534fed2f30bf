package conclave.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use a data directory, which one node or reader has at a time: a lock on a file
 * there, which other processes see, and an entry in a table of this process.
 *
 * <p>The table comes first. POSIX takes a file's locks away from a process as soon as the process
 * closes any channel on that file; so where this process has the directory already, the file is not
 * even opened.
 */
final class DirectoryLock implements AutoCloseable {

  static final String FILE = "lock";

  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** For a node; empty where somebody has it. */
  static Optional<DirectoryLock> take(Path directory) throws IOException {
    return hold(directory, false, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** For a reader that changes nothing, so the file must be there; empty where somebody has it. */
  static Optional<DirectoryLock> share(Path directory) throws IOException {
    return hold(directory, true, StandardOpenOption.READ);
  }

  private static Optional<DirectoryLock> hold(Path path, boolean shared, OpenOption... options)
      throws IOException {
    Path directory = path.toRealPath();
    if (!HELD.add(directory)) {
      return Optional.empty();
    }
    boolean held = false;
    try {
      FileChannel channel = FileChannel.open(directory.resolve(FILE), Set.of(options));
      try {
        held = isLocked(channel, shared);
        return held ? Optional.of(new DirectoryLock(directory, channel)) : Optional.empty();
      } finally {
        if (!held) {
          channel.close();
        }
      }
    } finally {
      if (!held) {
        HELD.remove(directory);
      }
    }
  }

  private static boolean isLocked(FileChannel channel, boolean shared) throws IOException {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, shared) != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by these very classes, loaded once more in this process
    }
  }

  /** Lets it go; more than once does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD.remove(directory);
    }
  }
}
