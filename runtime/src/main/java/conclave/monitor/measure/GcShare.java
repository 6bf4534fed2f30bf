package conclave.monitor.measure;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * The share of time in which the JVM stood still to collect garbage. What a collector does beside
 * the application is not in it; other stops of the JVM are not either.
 */
final class GcShare {

  private final List<GarbageCollectorMXBean> pausing;
  private long lastUptime;
  private long lastPaused;

  GcShare() {
    pausing =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(bean -> pauses(bean.getName()))
            .toList();
  }

  /** Some collectors have beans of their own for what they do beside the application. */
  static boolean pauses(String collector) {
    return !collector.endsWith("Cycles") && !collector.contains("Concurrent");
  }

  /** Since the last call, the first time since the start of the JVM; null where no time passed. */
  synchronized Double since(long uptimeMs) {
    long paused = pausing.stream().mapToLong(bean -> Math.max(0, bean.getCollectionTime())).sum();
    long time = uptimeMs - lastUptime;
    if (time <= 0) {
      return null;
    }
    double share = (double) (paused - lastPaused) / time;
    lastUptime = uptimeMs;
    lastPaused = paused;
    return Math.max(0, Math.min(1, share));
  }
}
