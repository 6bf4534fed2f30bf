package conclave.monitor.measure;

import conclave.monitor.Probe.Syncs;
import java.util.function.LongSupplier;

/**
 * How long syncs take. Told by the one thread that syncs, asked by any; nobody waits, so that a
 * sync that hangs is seen while it hangs.
 */
public final class SyncTimes {

  /** The moving average gives the latest sync a weight of one in so many. */
  private static final int SMOOTHING = 16;

  private static final double NANOS_PER_MS = 1_000_000;

  private final LongSupplier nanoClock;
  private boolean underWay;
  private long begunAt;
  private long worst;
  private boolean any;
  private double smoothed;

  /**
   * @param nanoClock monotonic; any thread asks it
   */
  public SyncTimes(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  synchronized void begun() {
    underWay = true;
    begunAt = nanoClock.getAsLong();
  }

  synchronized void ended() {
    long took = nanoClock.getAsLong() - begunAt;
    underWay = false;
    worst = Math.max(worst, took);
    smoothed = any ? smoothed + (took - smoothed) / SMOOTHING : took;
    any = true;
  }

  /** What was since this was last asked. */
  public synchronized Syncs take() {
    long running = underWay ? nanoClock.getAsLong() - begunAt : 0;
    Syncs taken = new Syncs(Math.max(worst, running) / NANOS_PER_MS, smoothed / NANOS_PER_MS);
    worst = 0;
    return taken;
  }
}
