package conclave.multijvm.links;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The thread of some links: it waits for their sockets, for what is due, and for what it is asked
 * to do. All their state belongs to it. Whatever it cannot go on after ends it, and is the cause of
 * each later call's failure.
 */
final class Loop implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BUFFER = 64 << 10;

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::due));
  private final long start = System.nanoTime();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closing;

  /** For reading, by whoever has the thread. */
  final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  /** Something to do with a channel that is ready. */
  interface Ready {

    /** Failures of the channel are its own affair. */
    void ready();
  }

  private record Alarm(long due, Runnable action) {}

  private Loop() throws IOException {
    selector = Selector.open();
    thread = new Thread(this::run, "multijvm-links");
    thread.setDaemon(true);
  }

  static Loop start() {
    try {
      Loop loop = new Loop();
      loop.thread.start();
      return loop;
    } catch (IOException e) {
      throw new UncheckedIOException("starting the thread of the links", e);
    }
  }

  /**
   * Has the thread do that, and waits. Each caller has one task in the queue at most.
   *
   * @throws IllegalStateException when the thread has ended; with the cause, where there is one
   */
  <T> T call(Supplier<T> task) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    tasks.add(() -> answer.complete(task.get()));
    selector.wakeup();
    try {
      CompletableFuture.anyOf(answer, ended)
          .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the links do not work any more", e.getCause());
    }
    if (!answer.isDone()) {
      throw new IllegalStateException("the links are closed");
    }
    return answer.join();
  }

  /** Nanoseconds since its start. */
  long now() {
    return System.nanoTime() - start;
  }

  /** Does that at that time; only for the thread itself. */
  void at(long due, Runnable action) {
    alarms.add(new Alarm(due, action));
  }

  /** Only for the thread itself. */
  SelectionKey register(SelectableChannel channel, Ready ready) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, 0, ready);
  }

  /** Ends the thread, and closes every channel that it knows. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      ended.copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the links did not work until the end", e.getCause());
    }
  }

  private void run() {
    Throwable failure = null;
    try {
      while (!closing) {
        select();
        serve();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        ring();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
    end(failure);
  }

  private void select() throws IOException {
    Alarm next = alarms.peek();
    if (next == null) {
      selector.select();
      return;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(next.due() - now() + 999_999);
    if (millis <= 0) {
      selector.selectNow();
    } else {
      selector.select(millis);
    }
  }

  private void serve() {
    List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
    selector.selectedKeys().clear();
    for (SelectionKey key : ready) {
      if (key.isValid()) {
        ((Ready) key.attachment()).ready();
      }
    }
  }

  private void ring() {
    while (!alarms.isEmpty() && alarms.peek().due() <= now()) {
      alarms.poll().action().run();
    }
  }

  private void end(Throwable failure) {
    Throwable first = failure;
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      first = first == null ? e : first;
    }
    if (first == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(first);
    }
  }
}
