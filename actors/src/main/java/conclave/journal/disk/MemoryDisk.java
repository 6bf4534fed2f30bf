package conclave.journal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * A folder in the memory of the process, for a node that keeps no log on disk: it is gone with the
 * process, and so must be the node's name for others (law L9). A sync has nothing to do. A file
 * takes memory for what was written into it, in pages; whoever uses the disk bounds its files.
 * Thread-safe, but for one file's users, who must take turns to write.
 */
public final class MemoryDisk implements Disk {

  private static final int PAGE_BYTES = 64 << 10;

  private final String name;
  private final TreeMap<String, Content> files = new TreeMap<>();
  private boolean locked;

  /**
   * @param name what it is called in messages
   */
  public MemoryDisk(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean outlivesTheProcess() {
    return false;
  }

  /** The bytes of memory that its files take. */
  public synchronized long bytes() {
    return files.values().stream().mapToLong(Content::bytes).sum();
  }

  @Override
  public synchronized List<String> list() {
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized File open(String file) throws IOException {
    return new Handle(require(file));
  }

  @Override
  public synchronized File create(String file) throws IOException {
    if (files.containsKey(file)) {
      throw new IOException("there is a file " + path(file) + " already");
    }
    Content content = new Content(path(file));
    files.put(file, content);
    return new Handle(content);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    files.put(to, require(from));
    files.remove(from);
  }

  @Override
  public synchronized void delete(String file) throws IOException {
    require(file);
    files.remove(file);
  }

  @Override
  public void syncDirectory() {
    // Names live as long as the process, and no longer.
  }

  @Override
  public synchronized Closeable lock() throws IOException {
    if (locked) {
      throw new Locked("folder " + name + " is already in use by this process");
    }
    locked = true;
    return this::unlock;
  }

  private synchronized void unlock() {
    locked = false;
  }

  private Content require(String file) throws IOException {
    Content content = files.get(file);
    if (content == null) {
      throw new IOException("there is no file " + path(file));
    }
    return content;
  }

  private String path(String file) {
    return name + "/" + file;
  }

  /** One file's pages; one that is missing was never written and is all zeros. */
  private static final class Content {
    private final String path;
    private final List<byte[]> pages = new ArrayList<>();
    private long size;

    Content(String path) {
      this.path = path;
    }

    synchronized long size() {
      return size;
    }

    synchronized long bytes() {
      return pages.stream().filter(page -> page != null).count() * PAGE_BYTES;
    }

    synchronized void read(long offset, ByteBuffer into) {
      long at = offset;
      while (into.hasRemaining() && at < size) {
        int within = (int) (at % PAGE_BYTES);
        int count = (int) Math.min(Math.min(PAGE_BYTES - within, into.remaining()), size - at);
        int number = (int) (at / PAGE_BYTES);
        byte[] page = number < pages.size() ? pages.get(number) : null;
        into.put(page == null ? new byte[count] : page, page == null ? 0 : within, count);
        at += count;
      }
    }

    synchronized void write(long offset, ByteBuffer from) {
      long at = offset;
      while (from.hasRemaining()) {
        int within = (int) (at % PAGE_BYTES);
        int count = Math.min(PAGE_BYTES - within, from.remaining());
        from.get(page((int) (at / PAGE_BYTES)), within, count);
        at += count;
      }
      size = Math.max(size, at);
    }

    private byte[] page(int number) {
      while (pages.size() <= number) {
        pages.add(null);
      }
      if (pages.get(number) == null) {
        pages.set(number, new byte[PAGE_BYTES]);
      }
      return pages.get(number);
    }

    synchronized void allocate(long length) {
      size = Math.max(size, length);
    }

    synchronized void truncate(long length) {
      if (length >= size) {
        return;
      }
      int kept = (int) ((length + PAGE_BYTES - 1) / PAGE_BYTES);
      if (pages.size() > kept) {
        pages.subList(kept, pages.size()).clear();
      }
      int within = (int) (length % PAGE_BYTES);
      if (within > 0 && kept <= pages.size() && pages.get(kept - 1) != null) {
        Arrays.fill(pages.get(kept - 1), within, PAGE_BYTES, (byte) 0);
      }
      size = length;
    }
  }

  private static final class Handle implements File {
    private final Content content;
    private volatile boolean closed;

    Handle(Content content) {
      this.content = content;
    }

    private Content open() throws IOException {
      if (closed) {
        throw new IOException("the file " + content.path + " was closed here");
      }
      return content;
    }

    @Override
    public long size() throws IOException {
      return open().size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      open().read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
      open().write(offset, from);
    }

    @Override
    public void sync() throws IOException {
      open();
    }

    @Override
    public void allocate(long length) throws IOException {
      open().allocate(length);
    }

    @Override
    public void truncate(long length) throws IOException {
      open().truncate(length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
