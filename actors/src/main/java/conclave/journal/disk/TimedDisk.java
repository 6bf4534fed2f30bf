package conclave.journal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A disk whose syncs of the journal's segments are timed: those that a write waits for, and those
 * of a segment that is being prepared, which hold up the same thread. Snapshots have a thread of
 * their own and are large; their syncs are not counted.
 */
public final class TimedDisk implements Disk {

  private static final String SEGMENT = ".seg";

  private final Disk disk;
  private final SyncTimes times;

  public TimedDisk(Disk disk, SyncTimes times) {
    this.disk = disk;
    this.times = times;
  }

  @Override
  public String name() {
    return disk.name();
  }

  @Override
  public boolean outlivesTheProcess() {
    return disk.outlivesTheProcess();
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public File open(String name) throws IOException {
    return timed(name, disk.open(name));
  }

  @Override
  public File create(String name) throws IOException {
    return timed(name, disk.create(name));
  }

  private File timed(String name, File file) {
    return name.contains(SEGMENT) ? new TimedFile(file, times) : file;
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

  private record TimedFile(File file, SyncTimes times) implements File {

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
      times.begun();
      try {
        file.sync();
      } finally {
        times.ended();
      }
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
