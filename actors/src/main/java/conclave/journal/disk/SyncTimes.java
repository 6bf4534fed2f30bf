package conclave.journal.disk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How long syncs take. Told by the one thread that syncs, asked by any; nobody waits, so that a
 * sync that hangs is seen while it hangs.
 *
 * <p>Two may ask: one who looks now and then and begins anew each time ({@link #take}), and anybody
 * who compares two looks of his own ({@link #look}, {@link Look#since}).
 */
public final class SyncTimes {

  /** The moving average gives the latest sync a weight of one in so many. */
  private static final int SMOOTHING = 16;

  /** Syncs of up to 1, 2, 4, ... ms have a bucket each; the last one has all that took longer. */
  private static final int BUCKETS = 16;

  private static final double NANOS_PER_MS = 1_000_000;

  private final LongSupplier nanoClock;
  private final long[] buckets = new long[BUCKETS];
  private boolean underWay;
  private long begunAt;
  private long worst;
  private double sum;
  private boolean any;
  private double smoothed;

  /**
   * What was since somebody last asked.
   *
   * @param worstMs the longest, one under way included; 0 without any
   * @param smoothedMs the moving average of all there ever were
   */
  public record Taken(double worstMs, double smoothedMs) {}

  /**
   * What is known at a moment.
   *
   * @param runningMs how long the one under way takes by now; 0 where none is
   * @param smoothedMs the moving average, the latest counting most
   * @param sumMs of all that ended
   * @param buckets how many took up to 1 ms, 2 ms, 4 ms and so on, in each bucket only those that
   *     are in none before it; the last one has no upper bound
   */
  public record Look(double runningMs, double smoothedMs, double sumMs, List<Long> buckets) {

    /** Nothing was synced. */
    public static final Look NOTHING = new Look(0, 0, 0, Collections.nCopies(BUCKETS, 0L));

    public Look {
      buckets = List.copyOf(buckets);
    }

    /** The upper bound of that bucket in milliseconds; infinite for the last one. */
    public static double boundMs(int bucket) {
      return bucket < BUCKETS - 1 ? 1L << bucket : Double.POSITIVE_INFINITY;
    }

    /** How many ended. */
    public long count() {
      return buckets.stream().mapToLong(Long::longValue).sum();
    }

    /** The same, of those alone that ended after {@code earlier}. */
    public Look since(Look earlier) {
      List<Long> more = new ArrayList<>(BUCKETS);
      for (int i = 0; i < BUCKETS; i++) {
        more.add(buckets.get(i) - earlier.buckets.get(i));
      }
      return new Look(runningMs, smoothedMs, sumMs - earlier.sumMs, more);
    }

    /**
     * That share of the syncs took no longer than this many milliseconds, to within a bucket; 0
     * without any.
     *
     * @param share above 0, at most 1
     */
    public double quantileMs(double share) {
      long left = (long) Math.ceil(share * count());
      for (int i = 0; i < BUCKETS && left > 0; i++) {
        left -= buckets.get(i);
        if (left <= 0) {
          return boundMs(i);
        }
      }
      return 0;
    }
  }

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
    sum += took;
    smoothed = any ? smoothed + (took - smoothed) / SMOOTHING : took;
    any = true;
    buckets[bucket(took)]++;
  }

  private static int bucket(long nanos) {
    int bucket = 0;
    while (nanos > Look.boundMs(bucket) * NANOS_PER_MS) {
      bucket++;
    }
    return bucket;
  }

  private long running() {
    return underWay ? nanoClock.getAsLong() - begunAt : 0;
  }

  /** What was since this was last asked; for one caller. */
  public synchronized Taken take() {
    Taken taken = new Taken(Math.max(worst, running()) / NANOS_PER_MS, smoothed / NANOS_PER_MS);
    worst = 0;
    return taken;
  }

  /** What is known now; changes nothing. */
  public synchronized Look look() {
    List<Long> counts = new ArrayList<>(BUCKETS);
    for (long count : buckets) {
      counts.add(count);
    }
    return new Look(running() / NANOS_PER_MS, smoothed / NANOS_PER_MS, sum / NANOS_PER_MS, counts);
  }
}
