package conclave.replica.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One thread that takes all the work that waits, again and again. */
final class Worker<W> {

  /** What a thread does; an exception ends it. */
  interface Job<W> {
    void run(List<W> batch);

    /** The queue is empty; says whether to be called again in a while, though it stays so. */
    boolean idle();

    void ended();
  }

  /** Then the queue has been empty for long enough that there is time for something else. */
  private static final long IDLE_MILLIS = 20;

  /** How long a full disk is left alone before it is tried again. */
  private static final long RETRY_MILLIS = 250;

  private static final int MAX_BATCH = 4_096;

  private final LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();
  private final Job<W> job;
  private final Consumer<Throwable> failed;

  /** Takes the place of work: there will be none after it. */
  private final Object end = new Object();

  Worker(Job<W> job, Consumer<Throwable> failed) {
    this.job = job;
    this.failed = failed;
  }

  void start(String name) {
    Thread thread = new Thread(this::loop, name);
    thread.setDaemon(true);
    thread.start();
  }

  void submit(W work) {
    queue.add(work);
  }

  void end() {
    queue.add(end);
  }

  private void loop() {
    try {
      boolean going = true;
      while (going) {
        going = round();
      }
      job.ended();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed.accept(e);
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  private boolean round() throws InterruptedException {
    Object first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    if (first == null) {
      first = job.idle() ? queue.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS) : queue.take();
    }
    return first == null || taken(first);
  }

  /** Does that work and all that waits behind it; false at the end. */
  private boolean taken(Object first) {
    List<Object> taken = new ArrayList<>();
    taken.add(first);
    queue.drainTo(taken, MAX_BATCH - 1);
    int ending = taken.indexOf(end);
    List<Object> work = ending < 0 ? taken : taken.subList(0, ending);
    if (!work.isEmpty()) {
      job.run(typed(work));
    }
    return ending < 0;
  }

  @SuppressWarnings("unchecked") // only submit() and end() add to the queue
  private List<W> typed(List<Object> work) {
    return (List<W>) work;
  }
}
