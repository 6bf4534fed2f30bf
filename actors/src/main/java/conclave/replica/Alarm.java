package conclave.replica;

import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One timer for a role that says when it wants to be called next. A deadline that moved away costs
 * nothing: the timer rings early once, and is set again.
 *
 * @param <T> messages of the actor
 */
public final class Alarm<T> {

  private final TimerScheduler<T> timers;
  private final T ring;
  private final LongSupplier nanoClock;
  private long armedFor = Long.MAX_VALUE;

  /**
   * @param ring what the actor is sent; it must then call {@link #rang}
   */
  public Alarm(TimerScheduler<T> timers, T ring, LongSupplier nanoClock) {
    this.timers = timers;
    this.ring = ring;
    this.nanoClock = nanoClock;
  }

  /** The alarm has rung and must be set again. */
  public void rang() {
    armedFor = Long.MAX_VALUE;
  }

  /** Rings at that time of the clock or earlier; {@link Long#MAX_VALUE} is never. */
  public void set(long deadlineNanos) {
    if (deadlineNanos < armedFor) {
      armedFor = deadlineNanos;
      long delay = Math.max(0, deadlineNanos - nanoClock.getAsLong());
      timers.startSingleTimer(ring, Duration.ofNanos(delay));
    }
  }
}
