package conclave.journal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Port to one flat directory of files. It promises what POSIX promises and nothing more: a write is
 * durable only after {@link File#sync}, a created, renamed or deleted name only after {@link
 * #syncDirectory}; what was not synced may be lost, kept or torn by a crash.
 *
 * <p>Every method fails with an {@link IOException} whose message names the file. After a failed
 * {@code sync} nothing is known about the bytes before it; callers must not try again.
 */
public interface Disk {

  /** What this disk is called in messages, e.g. the folder's path. */
  String name();

  /** Whether what is synced is there when another process opens it. */
  default boolean outlivesTheProcess() {
    return true;
  }

  /** The names of all files, sorted. */
  List<String> list() throws IOException;

  /** Opens a file that exists, for reading and writing. */
  File open(String name) throws IOException;

  /** Makes an empty file; fails when the name is taken. */
  File create(String name) throws IOException;

  /** Gives a file another name, atomically; a file of that name is replaced. */
  void rename(String from, String to) throws IOException;

  /** Removes a file that exists. */
  void delete(String name) throws IOException;

  /** Makes all names as they are now survive a crash. */
  void syncDirectory() throws IOException;

  /**
   * Keeps every other process (and every other caller in this one) out until the result is closed.
   *
   * @throws Locked when somebody else holds it
   */
  Closeable lock() throws IOException;

  /** One open file. Not thread-safe. Offsets and lengths are in bytes. */
  interface File extends Closeable {

    long size() throws IOException;

    /** Fills {@code into} from {@code offset}; stops early only at the end of the file. */
    void read(long offset, ByteBuffer into) throws IOException;

    /** Writes all of {@code from} at {@code offset}. */
    void write(long offset, ByteBuffer from) throws IOException;

    /** Makes the content durable (fdatasync). */
    void sync() throws IOException;

    /**
     * Grows the file to {@code length} with zeros that occupy real blocks, so that a later write
     * below {@code length} cannot run out of space. A full disk is an {@link IOException}.
     */
    void allocate(long length) throws IOException;

    /** Shortens the file. */
    void truncate(long length) throws IOException;
  }

  /** Somebody else uses the directory. */
  final class Locked extends IOException {
    private static final long serialVersionUID = 1L;

    public Locked(String message) {
      super(message);
    }
  }
}
