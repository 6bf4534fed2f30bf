package conclave.multijvm.scenario.disk.slow;

import static conclave.multijvm.scenario.disk.slow.SlowPath.under;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;

/**
 * The files of this machine, with channels that are slow to sync. The JVM makes it when its name is
 * given as the default provider, and hands it the one that it would have used.
 */
public final class SlowFiles extends FileSystemProvider {

  /** Gives a JVM this provider. */
  static final String FLAG =
      "-Djava.nio.file.spi.DefaultFileSystemProvider=" + SlowFiles.class.getName();

  private final FileSystemProvider files;
  private final SlowFileSystem system;

  /** As the JVM wants it. */
  public SlowFiles(FileSystemProvider files) {
    this.files = files;
    this.system = new SlowFileSystem(files.getFileSystem(URI.create("file:///")), this);
  }

  /** The one of this JVM, which was started with {@link #FLAG}. */
  static FileSystem fileSystem() {
    return FileSystems.getDefault();
  }

  @Override
  public String getScheme() {
    return files.getScheme();
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) throws IOException {
    return files.newFileSystem(uri, environment);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    return SlowPath.over(files.getPath(uri));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path file = under(path);
    return new SlowChannel(files.newFileChannel(file, options, attributes), file);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return files.newByteChannel(under(path), options, attributes);
  }

  /** What it lists are paths of the JDK's own: to be opened, they are resolved against a folder. */
  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return files.newDirectoryStream(under(folder), filter);
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    files.createDirectory(under(folder), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    files.delete(under(path));
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) throws IOException {
    files.copy(under(from), under(to), options);
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    files.move(under(from), under(to), options);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return files.isSameFile(under(one), under(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return files.isHidden(under(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return files.getFileStore(under(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    files.checkAccess(under(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return files.getFileAttributeView(under(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return files.readAttributes(under(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return files.readAttributes(under(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    files.setAttribute(under(path), name, value, options);
  }
}
