package conclave.multijvm.nemesis;

import conclave.multijvm.ForkedNode;
import conclave.multijvm.Patience;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries out a {@link Plan}, in a thread of its own. Whenever all that struck is mended, it goes
 * on when every node is ready again, which may take two minutes and no longer; what follows is as
 * late then, so that each fault lasts as long as was drawn. However it ends, afterwards every
 * process runs and is ready, and every link is whole; {@link #close} waits for that.
 */
public final class Nemesis implements AutoCloseable {

  /** On a machine that is very busy. */
  private static final Patience READY = Patience.seconds(120);

  private final Plan plan;
  private final Victims victims;
  private final SortedMap<String, Integer> struck = new TreeMap<>();
  private final CompletableFuture<Void> called = new CompletableFuture<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  private Nemesis(Plan plan, Victims victims) {
    this.plan = plan;
    this.victims = victims;
  }

  /** Begins. */
  public static Nemesis unleash(Plan plan, Victims victims) {
    Nemesis nemesis = new Nemesis(plan, victims);
    Thread thread = new Thread(nemesis::run, "multijvm-nemesis");
    thread.setDaemon(true);
    thread.start();
    return nemesis;
  }

  /**
   * Waits until all has happened and everybody is well.
   *
   * @throws AssertionError when something could not be done or mended, or not within the limit
   */
  public void await(Duration limit) {
    try {
      over.copy().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      String what =
          e.getCause() instanceof TimeoutException ? "not over within " + limit : "failed";
      throw new AssertionError("the nemesis of seed %d: %s".formatted(plan.seed(), what), e);
    }
  }

  /** How often what has struck so far, by the name of the fault; mending not counted. */
  public SortedMap<String, Integer> struck() {
    synchronized (struck) {
      return new TreeMap<>(struck);
    }
  }

  /** Nothing strikes any more; what is hurt is mended. */
  @Override
  public void close() {
    called.complete(null);
    await(Duration.ofMinutes(5));
  }

  @Override
  public String toString() {
    return "nemesis of seed %d: %s".formatted(plan.seed(), struck());
  }

  private void run() {
    Throwable failure = attempt(this::carryOut, null);
    for (ForkedNode node : victims.nodes()) {
      failure = attempt(() -> mend(node), failure);
    }
    failure = attempt(() -> victims.links().all().heal(), failure);
    failure = attempt(this::awaitReady, failure);
    if (failure == null) {
      over.complete(null);
    } else {
      over.completeExceptionally(failure);
    }
  }

  private void carryOut() {
    victims.note("begins, seed " + plan.seed());
    long begin = System.nanoTime();
    int hurt = 0;
    for (Plan.Step step : plan.steps()) {
      if (hurt == 0) {
        awaitReady();
      }
      Duration left = step.at().minusNanos(System.nanoTime() - begin);
      if (calledBefore(left)) {
        return;
      }
      victims.note(step.toString());
      step.fault().befall(victims);
      begin = Math.max(begin, System.nanoTime() - step.at().toNanos());
      hurt += step.fault().mends() ? -1 : 1;
      count(step.fault());
    }
  }

  private void awaitReady() {
    victims.nodes().forEach(node -> node.awaitReady(READY));
  }

  private boolean calledBefore(Duration passes) {
    called
        .copy()
        .completeOnTimeout(null, Math.max(0, passes.toNanos()), TimeUnit.NANOSECONDS)
        .join();
    return called.isDone();
  }

  private void count(Fault fault) {
    if (!fault.mends()) {
      synchronized (struck) {
        struck.merge(fault.getClass().getSimpleName(), 1, Integer::sum);
      }
    }
  }

  private static void mend(ForkedNode node) {
    if (node.jvm().paused()) {
      node.resume();
    }
    if (!node.alive()) {
      node.start();
    }
  }

  /** The first failure is the one that is told, the others go with it. */
  private static Throwable attempt(Runnable action, Throwable former) {
    try {
      action.run();
      return former;
    } catch (RuntimeException | Error e) {
      if (former == null) {
        return e;
      }
      former.addSuppressed(e);
      return former;
    }
  }
}
