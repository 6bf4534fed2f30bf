package conclave.sim.disk;

import conclave.journal.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Passes everything on. Tests override what shall lie, to see whether they would notice. */
public class DiskWrapper implements Disk {

  private final Disk disk;

  public DiskWrapper(Disk disk) {
    this.disk = disk;
  }

  @Override
  public String name() {
    return disk.name();
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public File open(String name) throws IOException {
    return wrap(disk.open(name));
  }

  @Override
  public File create(String name) throws IOException {
    return wrap(disk.create(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public void syncDirectory() throws IOException {
    disk.syncDirectory();
  }

  @Override
  public Closeable lock() throws IOException {
    return disk.lock();
  }

  /** What callers get for an open file. */
  protected File wrap(File file) {
    return file;
  }

  /** Passes everything on. */
  public static class FileWrapper implements File {

    private final File file;

    public FileWrapper(File file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      file.read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
      file.write(offset, from);
    }

    @Override
    public void sync() throws IOException {
      file.sync();
    }

    @Override
    public void allocate(long length) throws IOException {
      file.allocate(length);
    }

    @Override
    public void truncate(long length) throws IOException {
      file.truncate(length);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
