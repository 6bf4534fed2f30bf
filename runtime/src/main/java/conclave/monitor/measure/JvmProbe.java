package conclave.monitor.measure;

import com.sun.management.OperatingSystemMXBean;
import conclave.journal.disk.SyncTimes;
import conclave.monitor.Probe;
import conclave.monitor.Vitals;
import conclave.monitor.fitness.Suitability;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Measures this process with what the JDK has. Any thread may ask. */
public final class JvmProbe implements Probe {

  private final Path dataDir;
  private final SyncTimes syncs;
  private final Supplier<Suitability> suitability;
  private final IntSupplier diverged;
  private final ContainerMemory container = new ContainerMemory(Path.of("/"));
  private final GcShare gc = new GcShare();

  /**
   * @param dataDir a folder that exists, on the file system to be watched
   * @param syncs of the journal in that folder
   * @param suitability whether this node is fit to lead; any thread asks, null where nobody judges
   * @param diverged in how many groups this node was found to have other machines; any thread asks
   */
  public JvmProbe(
      Path dataDir, SyncTimes syncs, Supplier<Suitability> suitability, IntSupplier diverged) {
    this.dataDir = dataDir;
    this.syncs = syncs;
    this.suitability = suitability;
    this.diverged = diverged;
  }

  @Override
  public Vitals measure() throws IOException {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Optional<ContainerMemory.Use> memory = container.read();
    long uptimeMs = ManagementFactory.getRuntimeMXBean().getUptime();
    FileStore disk = Files.getFileStore(dataDir);
    return new Vitals(
        system == null ? null : share(system.getProcessCpuLoad()),
        heap.getUsed(),
        heap.getMax() < 0 ? null : heap.getMax(),
        disk.getUsableSpace(),
        disk.getTotalSpace(),
        uptimeMs,
        system == null ? null : share(system.getCpuLoad()),
        memory.map(ContainerMemory.Use::used).orElse(null),
        memory.map(ContainerMemory.Use::max).orElse(null),
        gc.since(uptimeMs),
        null,
        null,
        null,
        null,
        null);
  }

  @Override
  public Syncs syncs() {
    SyncTimes.Taken taken = syncs.take();
    return new Syncs(taken.worstMs(), taken.smoothedMs());
  }

  @Override
  public Integer diverged() {
    return diverged.getAsInt();
  }

  @Override
  public Suitability suitability() {
    return suitability.get();
  }

  /** Negative for the first moments of a process; not a number on some systems. */
  private static Double share(double load) {
    return load >= 0 ? Math.min(load, 1) : null;
  }
}
