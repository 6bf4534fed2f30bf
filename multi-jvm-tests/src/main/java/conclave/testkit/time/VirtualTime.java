package conclave.testkit.time;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time of an ActorSystem, moved by the test alone: its timers and its clock go in step, and
 * whatever follows from a message or a timer is done before the next line of the test.
 *
 * <pre>
 *   ActorTestKit testKit = ActorTestKit.create(VirtualTime.config());
 *   VirtualTime time = VirtualTime.of(testKit.system());
 *   time.advance(Duration.ofHours(1));      // takes no hour
 * </pre>
 *
 * <p>Begins at 0, and is exact to the nanosecond. Akka's own {@code ManualTime} moves the same
 * time. Threads of the application may tell and set timers too; only the order is theirs then.
 */
public final class VirtualTime implements LongSupplier {

  private final Turns turns = new Turns();

  /** Guards both sets and what is in them. */
  private final Object lock = new Object();

  private final TreeSet<Timer> timers = new TreeSet<>();

  /** What happens in the world outside of the process, which goes on in its pauses. */
  private final TreeSet<Timer> others = new TreeSet<>();

  private long nextId;
  private volatile long now;

  VirtualTime() {}

  /**
   * Settings of an ActorSystem whose time is virtual, for its ActorTestKit; it stays in this
   * process. Your own settings come behind it: {@code config().withFallback(yours)}.
   */
  public static Config config() {
    return ConfigFactory.parseResources(VirtualTime.class, "virtual-time.conf");
  }

  /**
   * The time of that ActorSystem.
   *
   * @throws IllegalStateException if its time is the real one
   */
  public static VirtualTime of(ActorSystem<?> system) {
    if (system.classicSystem().scheduler() instanceof VirtualScheduler scheduler) {
      return scheduler.time();
    }
    throw new IllegalStateException(
        "the time of ActorSystem %s is not virtual: create its ActorTestKit with InMemoryCluster.config()"
            .formatted(system.name()));
  }

  /** The clock: nanoseconds since the beginning. */
  @Override
  public long getAsLong() {
    return now;
  }

  /** Time passes: every timer that is due meanwhile rings at its time, and is followed up. */
  public void advance(Duration by) {
    long until = after(by);
    run(
        () -> {
          Optional<Timer> next = next(until);
          while (next.isPresent()) {
            ring(next.get(), next.get().at);
            next = next(until);
          }
          now = until;
        });
  }

  /**
   * The process stands still for so long, as in a long collection of garbage, and the rest of the
   * world does not. When it wakes, its clock has jumped; it finds what it was sent meanwhile, and
   * every timer that is overdue rings, late, in the order in which they were due.
   */
  public void pause(Duration by) {
    long until = after(by);
    run(
        () -> {
          turns.freeze();
          try {
            ringAll(others, until, false);
            now = until;
            ringAll(timers, until, true);
          } finally {
            turns.thaw();
          }
        });
  }

  private void ringAll(TreeSet<Timer> due, long until, boolean late) {
    Optional<Timer> next = first(due, until);
    while (next.isPresent()) {
      ring(next.get(), late ? until : next.get().at);
      next = first(due, until);
    }
  }

  private void ring(Timer timer, long at) {
    now = Math.max(now, at);
    timer.ring();
    turns.settle();
  }

  /** Does something to the world in a turn of its own, and everything that follows from it. */
  public void run(Runnable work) {
    call(
        () -> {
          work.run();
          return null;
        });
  }

  /**
   * The same with a result, as it is before anything follows.
   *
   * @throws IllegalStateException if an actor says so
   */
  public <T> T call(Supplier<T> work) {
    return turns.call(work);
  }

  /** Something happens at that time in the world outside of the process. */
  public void outside(long atNanos, Runnable work) {
    put(others, new Timer(atNanos, 0, work));
  }

  private long after(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + by);
    }
    return now + by.toNanos();
  }

  Turns turns() {
    return turns;
  }

  /** Rings after so long, and again after each period where that is not 0. */
  Timer schedule(long nanos, long periodNanos, Runnable ring) {
    Timer timer = new Timer(now + Math.max(0, nanos), periodNanos, ring);
    put(timers, timer);
    if (nanos <= 0) {
      turns.add(() -> ringAtOnce(timer));
    }
    return timer;
  }

  private void ringAtOnce(Timer timer) {
    boolean waits;
    synchronized (lock) {
      waits = timers.remove(timer);
    }
    if (waits) {
      timer.ring();
    }
  }

  private void put(TreeSet<Timer> into, Timer timer) {
    synchronized (lock) {
      timer.id = nextId++;
      into.add(timer);
    }
  }

  /** Takes the first that is due by then, of the process or outside of it. */
  private Optional<Timer> next(long until) {
    synchronized (lock) {
      boolean outside =
          !others.isEmpty() && (timers.isEmpty() || others.first().compareTo(timers.first()) < 0);
      return first(outside ? others : timers, until);
    }
  }

  private Optional<Timer> first(TreeSet<Timer> of, long until) {
    synchronized (lock) {
      boolean due = !of.isEmpty() && of.first().at <= until;
      return due ? Optional.of(of.pollFirst()) : Optional.empty();
    }
  }

  /** Something to do at a time. */
  final class Timer implements Comparable<Timer> {
    private final long periodNanos;
    private final Runnable ring;
    private long at;
    private long id;
    private boolean cancelled;
    private boolean over;

    private Timer(long at, long periodNanos, Runnable ring) {
      this.at = at;
      this.periodNanos = periodNanos;
      this.ring = ring;
    }

    /**
     * It was taken out of its set; a periodic one goes back before it rings, and may be cancelled.
     */
    private void ring() {
      synchronized (lock) {
        if (cancelled) {
          return;
        }
        over = periodNanos == 0;
        if (!over) {
          at += periodNanos;
          put(timers, this);
        }
      }
      ring.run();
    }

    /** Whether it will not ring any more because of this. */
    boolean cancel() {
      synchronized (lock) {
        boolean first = !cancelled && !over;
        cancelled |= first;
        timers.remove(this);
        return first;
      }
    }

    boolean isCancelled() {
      synchronized (lock) {
        return cancelled;
      }
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(id, other.id);
    }
  }
}
