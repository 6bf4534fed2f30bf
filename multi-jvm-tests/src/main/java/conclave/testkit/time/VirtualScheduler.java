package conclave.testkit.time;

import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import akka.testkit.ExplicitlyTriggeredScheduler;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Akka's timers on {@link VirtualTime}, which each ActorSystem has one of. Made by Akka from {@code
 * akka.scheduler.implementation}. It is an {@link ExplicitlyTriggeredScheduler} so that {@code
 * ManualTime} takes it, but neither sleeps nor rounds to milliseconds.
 */
final class VirtualScheduler extends ExplicitlyTriggeredScheduler {

  private final VirtualTime time = new VirtualTime();

  VirtualScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    super(config, log, threads);
  }

  VirtualTime time() {
    return time;
  }

  @Override
  public Cancellable scheduleOnce(
      FiniteDuration delay, Runnable runnable, ExecutionContext executor) {
    return timer(delay, 0, runnable, executor);
  }

  @Override
  @SuppressWarnings("deprecation")
  public Cancellable schedule(
      FiniteDuration delay, FiniteDuration period, Runnable runnable, ExecutionContext executor) {
    return timer(delay, period.toNanos(), runnable, executor);
  }

  private Cancellable timer(
      FiniteDuration delay, long periodNanos, Runnable runnable, ExecutionContext executor) {
    VirtualTime.Timer timer =
        time.schedule(delay.toNanos(), periodNanos, () -> executor.execute(runnable));
    return new Cancellable() {
      @Override
      public boolean cancel() {
        return timer.cancel();
      }

      @Override
      public boolean isCancelled() {
        return timer.isCancelled();
      }
    };
  }

  @Override
  public void timePasses(FiniteDuration amount) {
    time.advance(Duration.ofNanos(amount.toNanos()));
  }

  @Override
  public long currentTimeMs() {
    return time.getAsLong() / 1_000_000;
  }
}
