package conclave.sim;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Virtual time: a heap of events, run one after the other on the calling thread. Events at one time
 * run in an order drawn from the seed.
 */
public final class Simulation {

  public static final long MICRO = 1_000;
  public static final long MILLI = 1_000_000;
  public static final long SECOND = 1_000_000_000;

  private final SplittableRandom random;
  private final SplittableRandom order;
  private final EventHeap events = new EventHeap();
  private Runnable afterEach = () -> {};
  private long now;
  private long count;
  private long trace = 0xcbf29ce484222325L;

  public Simulation(long seed) {
    random = new SplittableRandom(seed);
    order = random.split();
  }

  /** A stream of its own, so that one part's choices do not shift another's. */
  public RandomGenerator stream() {
    return random.split();
  }

  public long now() {
    return now;
  }

  /** How many events there were and are to come. */
  public long events() {
    return count;
  }

  /** Runs {@code check} after every event. */
  public void afterEach(Runnable check) {
    afterEach = check;
  }

  /** Runs {@code action} after {@code delayNanos}, unless {@code owner} has died by then. */
  public void after(long delayNanos, Life owner, Runnable action) {
    long tieBreak = order.nextLong() << 24 | count++ & 0xffffff;
    events.add(now + Math.max(0, delayNanos), tieBreak, owner, action);
  }

  /** Runs everything up to {@code untilNanos}. */
  public void run(long untilNanos) {
    while (!events.isEmpty() && events.nanos() <= untilNanos) {
      now = events.nanos();
      Life owner = events.owner();
      Runnable action = events.remove();
      if (!owner.isAlive()) {
        continue;
      }
      long resume = owner.pausedUntil();
      if (resume > now) {
        after(resume - now, owner, action);
        continue;
      }
      action.run();
      afterEach.run();
    }
    now = untilNanos;
  }

  /** Mixes what happened into the trace hash. */
  public void trace(long what, long a, long b) {
    trace = (trace ^ what) * 0x100000001b3L;
    trace = (Long.rotateLeft(trace, 23) ^ a) * 0x9e3779b97f4a7c15L;
    trace = (Long.rotateLeft(trace, 29) ^ b ^ now) * 0xbf58476d1ce4e5b9L;
  }

  /** Equal for equal runs. */
  public long traceHash() {
    return trace;
  }
}
