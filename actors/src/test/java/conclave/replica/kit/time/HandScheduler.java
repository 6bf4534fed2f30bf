package conclave.replica.kit.time;

import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import akka.testkit.ExplicitlyTriggeredScheduler;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Akka's timers, rung by {@code ManualTime}: each at its time, and only once everything is done
 * that was told or rung before. Made by Akka from {@code akka.scheduler.implementation}.
 */
public final class HandScheduler extends ExplicitlyTriggeredScheduler {

  /** What follows from a message is done in milliseconds; a busy machine may take its time. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final OpenWork work = new OpenWork();

  /** Guards the timers and what is in them. */
  private final Object lock = new Object();

  private final TreeSet<Timer> timers =
      new TreeSet<>(Comparator.<Timer>comparingLong(timer -> timer.at).thenComparing(t -> t.id));

  private long nextId;
  private volatile long now;

  HandScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    super(config, log, threads);
  }

  /** Settings of an ActorSystem whose timers ring so; they go before all others. */
  public static Config config() {
    return ConfigFactory.parseString(
        """
        akka.scheduler.implementation = "%s"
        akka.actor.default-dispatcher { executor = "%2$s", throughput = 5 }
        akka.actor.internal-dispatcher { executor = "%2$s", throughput = 5 }
        """
            .formatted(HandScheduler.class.getName(), CountedConfigurator.class.getName()));
  }

  OpenWork work() {
    return work;
  }

  @Override
  public Cancellable scheduleOnce(
      FiniteDuration delay, Runnable runnable, ExecutionContext executor) {
    return put(new Timer(now + delay.toNanos(), 0, () -> executor.execute(runnable)));
  }

  @Override
  @SuppressWarnings("deprecation")
  public Cancellable schedule(
      FiniteDuration delay, FiniteDuration period, Runnable runnable, ExecutionContext executor) {
    return put(
        new Timer(now + delay.toNanos(), period.toNanos(), () -> executor.execute(runnable)));
  }

  private Timer put(Timer timer) {
    synchronized (lock) {
      timer.id = nextId++;
      timers.add(timer);
    }
    return timer;
  }

  @Override
  public void timePasses(FiniteDuration amount) {
    long until = now + amount.toNanos();
    work.awaitNone(LONGEST);
    for (Optional<Timer> due = take(until); due.isPresent(); due = take(until)) {
      due.get().ring.run();
      work.awaitNone(LONGEST);
    }
    now = until;
  }

  /** The first timer that is due by then; its time has come. A periodic one is set anew. */
  private Optional<Timer> take(long until) {
    synchronized (lock) {
      if (timers.isEmpty() || timers.first().at > until) {
        return Optional.empty();
      }
      Timer due = timers.pollFirst();
      now = Math.max(now, due.at);
      if (due.period > 0) {
        due.at += due.period;
        put(due);
      } else {
        due.over = true;
      }
      return Optional.of(due);
    }
  }

  @Override
  public long currentTimeMs() {
    return now / 1_000_000;
  }

  private final class Timer implements Cancellable {
    private final long period;
    private final Runnable ring;
    private long at;
    private long id;
    private boolean over;
    private boolean cancelled;

    Timer(long at, long period, Runnable ring) {
      this.at = at;
      this.period = period;
      this.ring = ring;
    }

    @Override
    public boolean cancel() {
      synchronized (lock) {
        boolean first = !cancelled && !over;
        cancelled |= first;
        timers.remove(this);
        return first;
      }
    }

    @Override
    public boolean isCancelled() {
      synchronized (lock) {
        return cancelled;
      }
    }
  }
}
