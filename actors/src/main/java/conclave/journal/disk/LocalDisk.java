package conclave.journal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of a local POSIX file system. The folder is made when it is missing. Subfolders are not
 * seen. Fails with an {@link IOException} that names the path.
 */
public final class LocalDisk implements Disk {

  private static final String LOCK_FILE = "journal.lock";
  private static final int ZEROS_BYTES = 1 << 20;

  private final Path folder;
  private final Set<OpenOption> access;

  private LocalDisk(Path folder, Set<OpenOption> access) {
    this.folder = folder;
    this.access = access;
  }

  /** The disk over {@code folder}. */
  public static LocalDisk at(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new LocalDisk(folder, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** To look only, at a folder that exists; it may be on a file system that is read-only. */
  public static LocalDisk readOnly(Path folder) {
    return new LocalDisk(folder, Set.of(StandardOpenOption.READ));
  }

  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.equals(LOCK_FILE))
          .sorted()
          .toList();
    }
  }

  @Override
  public File open(String name) throws IOException {
    Path path = folder.resolve(name);
    return new LocalFile(path, FileChannel.open(path, access));
  }

  @Override
  public File create(String name) throws IOException {
    Path path = folder.resolve(name);
    return new LocalFile(
        path,
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        folder.resolve(from),
        folder.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  @Override
  public void syncDirectory() throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  public Closeable lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new Locked("folder " + folder + " is in use by another process");
      }
      held = true;
      return channel;
    } catch (OverlappingFileLockException e) {
      throw new Locked("folder " + folder + " is already in use by this process");
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  private record LocalFile(Path path, FileChannel channel) implements File {

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      long at = offset;
      while (into.hasRemaining()) {
        int count = channel.read(into, at);
        if (count < 0) {
          return;
        }
        at += count;
      }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
      long at = offset;
      while (from.hasRemaining()) {
        at += channel.write(from, at);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void allocate(long length) throws IOException {
      long at = channel.size();
      long free = Files.getFileStore(path).getUsableSpace();
      if (free < length - at) {
        throw new IOException(
            "no space for " + (length - at) + " bytes of " + path + ": " + free + " are free");
      }
      ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, length - at));
      while (at < length) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), length - at));
        int count = zeros.remaining();
        write(at, zeros);
        at += count;
      }
    }

    @Override
    public void truncate(long length) throws IOException {
      channel.truncate(length);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
