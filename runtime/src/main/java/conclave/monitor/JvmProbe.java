package conclave.monitor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures this process with what the JDK has. */
public final class JvmProbe implements Probe {

  private final Path dataDir;

  /**
   * @param dataDir a folder that exists, on the file system to be watched
   */
  public JvmProbe(Path dataDir) {
    this.dataDir = dataDir;
  }

  @Override
  public Vitals measure() throws IOException {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    FileStore disk = Files.getFileStore(dataDir);
    return new Vitals(
        cpu(),
        heap.getUsed(),
        known(heap.getMax()),
        disk.getUsableSpace(),
        disk.getTotalSpace(),
        ManagementFactory.getRuntimeMXBean().getUptime());
  }

  /** Negative for the first moments of a process; not a number on some systems. */
  private static Double cpu() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    double load = system == null ? -1 : system.getProcessCpuLoad();
    return load >= 0 ? Math.min(load, 1) : null;
  }

  private static Long known(long bytes) {
    return bytes < 0 ? null : bytes;
  }
}
