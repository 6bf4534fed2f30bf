package conclave.monitor;

import conclave.InternalApi;
import conclave.monitor.alarm.AlarmKind;
import conclave.monitor.fitness.Suitability;

/**
 * How a node does. A figure is null where it could not be measured, or where the node that tells it
 * is of an older release.
 *
 * <p>In a container, both shares of the processors are of what the container may use, and the
 * heap's limit was chosen by the JVM from the container's. The disk's figures are the file
 * system's, whatever the container may use of it.
 *
 * @param cpu the share of all processors that its process used lately, 0 to 1
 * @param memoryUsed bytes of heap
 * @param memoryMax bytes that the heap may grow to
 * @param diskFree bytes that it may still write where its data is
 * @param diskTotal bytes of the file system where its data is
 * @param uptimeMs since its process started
 * @param systemCpu the share of all processors that everybody used lately, 0 to 1
 * @param containerMemoryUsed bytes of the container's memory without what the kernel can take back
 *     at once; null where no limit is set
 * @param containerMemoryMax bytes that the container may use; null where no limit is set
 * @param gcShare the share of time lately in which the JVM stood still to collect garbage, 0 to 1
 * @param fsyncMs the longest sync of the journal since the last measurement, one under way
 *     included; 0 where nothing had to be synced
 * @param fsyncSmoothedMs the moving average of all syncs of the journal, the latest counting most
 * @param pauseMs the longest that the process did not run since the last measurement; see {@link
 *     Pauses} for what is and is not seen
 * @param suitability whether it is fit to lead, and how much it should
 * @param diverged in how many groups it was found to have other machines than another node, since
 *     its process started
 */
public record Vitals(
    Double cpu,
    Long memoryUsed,
    Long memoryMax,
    Long diskFree,
    Long diskTotal,
    Long uptimeMs,
    Double systemCpu,
    Long containerMemoryUsed,
    Long containerMemoryMax,
    Double gcShare,
    Double fsyncMs,
    Double fsyncSmoothedMs,
    Double pauseMs,
    Suitability suitability,
    Integer diverged) {

  /** Nothing is known yet. */
  public static final Vitals UNKNOWN =
      new Vitals(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  /** With what the monitor sees itself, without asking what may block. */
  @InternalApi
  public Vitals with(Probe.Syncs syncs, double pauseMs, Suitability suitability) {
    return new Vitals(
        cpu,
        memoryUsed,
        memoryMax,
        diskFree,
        diskTotal,
        uptimeMs,
        systemCpu,
        containerMemoryUsed,
        containerMemoryMax,
        gcShare,
        syncs.worstMs(),
        syncs.smoothedMs(),
        pauseMs,
        suitability,
        diverged);
  }

  /** With what the node's replicas found out. */
  @InternalApi
  public Vitals withDiverged(Integer groups) {
    return new Vitals(
        cpu,
        memoryUsed,
        memoryMax,
        diskFree,
        diskTotal,
        uptimeMs,
        systemCpu,
        containerMemoryUsed,
        containerMemoryMax,
        gcShare,
        fsyncMs,
        fsyncSmoothedMs,
        pauseMs,
        suitability,
        groups);
  }

  /** The share of its processors in use, by whomever; not a number where nothing is known. */
  public double busy() {
    double all = number(systemCpu);
    double own = number(cpu);
    return Double.isNaN(all) || own > all ? own : all;
  }

  /** What an alarm of that kind goes by; not a number where it is not known. */
  double reading(AlarmKind kind) {
    return switch (kind) {
      case CPU -> busy();
      case HEAP -> number(memoryUsed) / number(memoryMax);
      case CONTAINER_MEMORY -> number(containerMemoryUsed) / number(containerMemoryMax);
      case DISK_SHARE -> number(diskFree) / number(diskTotal);
      case DISK_BYTES -> number(diskFree);
      case FSYNC -> number(fsyncMs);
      case PAUSE -> number(pauseMs);
      case UNFIT_TO_LEAD -> suitability == null ? Double.NaN : suitability.saysSick() ? 1 : 0;
      case DIVERGED -> number(diverged);
      case UNREACHABLE -> Double.NaN;
    };
  }

  private static double number(Number figure) {
    return figure == null ? Double.NaN : figure.doubleValue();
  }
}
