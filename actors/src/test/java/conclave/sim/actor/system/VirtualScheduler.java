package conclave.sim.actor.system;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** Akka's timers, on the clock of a simulated process. Made by Akka, by its name. */
public final class VirtualScheduler extends AbstractScheduler {

  private final VirtualProcess process = VirtualProcess.beingBorn();

  public VirtualScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

  VirtualProcess process() {
    return process;
  }

  @Override
  public Cancellable scheduleOnce(FiniteDuration delay, Runnable work, ExecutionContext executor) {
    process.host().requireOwnThread();
    Timer timer = new Timer(work, executor, 0);
    timer.set(delay.toNanos());
    return timer;
  }

  @Override
  @SuppressWarnings("deprecation") // what Akka's own schedulers implement
  public Cancellable schedule(
      FiniteDuration delay, FiniteDuration period, Runnable work, ExecutionContext executor) {
    process.host().requireOwnThread();
    Timer timer = new Timer(work, executor, period.toNanos());
    timer.set(delay.toNanos());
    return timer;
  }

  @Override
  public double maxFrequency() {
    return 1e9;
  }

  private final class Timer implements Cancellable {
    private final Runnable work;
    private final ExecutionContext executor;
    private final long periodNanos;
    private boolean over;
    private boolean cancelled;

    Timer(Runnable work, ExecutionContext executor, long periodNanos) {
      this.work = work;
      this.executor = executor;
      this.periodNanos = periodNanos;
    }

    void set(long delayNanos) {
      process.after(process.host().inWorldTime(delayNanos), this::ring);
    }

    private void ring() {
      if (cancelled) {
        return;
      }
      if (periodNanos > 0) {
        set(periodNanos);
      } else {
        over = true;
      }
      executor.execute(work);
    }

    @Override
    public boolean cancel() {
      boolean first = !cancelled && !over;
      cancelled |= first;
      return first;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }
}
