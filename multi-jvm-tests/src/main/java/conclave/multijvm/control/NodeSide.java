package conclave.multijvm.control;

import conclave.multijvm.Barrier;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The node's end of the control channel: runs what the test sends, each on a thread. */
public final class NodeSide implements Closeable {

  /** More at once are refused; the test hears it as a failed call. */
  private static final int MAX_CALLS = 64;

  private final Channel channel;
  private final Runner runner;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, MAX_CALLS, 10, TimeUnit.SECONDS, new java.util.concurrent.SynchronousQueue<>());
  private final Map<Long, CompletableFuture<Void>> arrivals = new ConcurrentHashMap<>();
  private final AtomicLong nextArrival = new AtomicLong();

  /** Runs a task that came, and gives what it returns. */
  public interface Runner {

    /** May throw whatever the task throws. */
    Object run(Object task) throws Exception;
  }

  private NodeSide(Channel channel, Runner runner) {
    this.channel = channel;
    this.runner = runner;
    threads.setThreadFactory(task -> daemon("multijvm-task", task));
  }

  /**
   * Calls the test.
   *
   * @param name of this node
   * @param life the number of this process among those of its node
   * @throws IOException when nobody listens
   */
  public static NodeSide connect(Credentials credentials, String name, int life, Runner runner)
      throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), credentials.port());
    Channel channel = new Channel(socket);
    channel.sendFrame(credentials.token().getBytes(StandardCharsets.UTF_8));
    channel.sendFrame(name.getBytes(StandardCharsets.UTF_8));
    channel.sendFrame(Integer.toString(life).getBytes(StandardCharsets.UTF_8));
    return new NodeSide(channel, runner);
  }

  /** Takes calls from now on, until the channel breaks; then runs {@code atEnd}. */
  public void serve(Runnable atEnd) {
    daemon(
            "multijvm-control",
            () -> {
              try {
                while (true) {
                  on(channel.receive());
                }
              } catch (IOException | RuntimeException e) {
                atEnd.run();
              }
            })
        .start();
  }

  /** Tells the test that this node is ready. */
  public void ready() throws IOException {
    channel.send(new Message.Ready());
  }

  /** Has that in the timeline. */
  public void note(String what) {
    try {
      channel.send(new Message.Note(what));
    } catch (IOException e) {
      throw new IllegalStateException("the control channel is broken: " + e.getMessage(), e);
    }
  }

  /** Completed when all are there; failed with a {@link Barrier.Broken} when they are not. */
  public CompletableFuture<Void> arrive(Rendezvous where) {
    long id = nextArrival.incrementAndGet();
    CompletableFuture<Void> passed = new CompletableFuture<>();
    arrivals.put(id, passed);
    try {
      channel.send(new Message.Arrive(id, where));
    } catch (IOException e) {
      arrivals.remove(id);
      passed.completeExceptionally(
          new Barrier.Broken("the control channel is broken: " + e.getMessage()));
    }
    return passed;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private void on(Message message) throws IOException {
    if (message instanceof Message.Call call) {
      begin(call);
    } else if (message instanceof Message.Passed passed) {
      CompletableFuture<Void> arrival = arrivals.remove(passed.id());
      daemon("multijvm-barrier", () -> complete(arrival, passed.obstacle())).start();
    }
  }

  private void begin(Message.Call call) throws IOException {
    try {
      threads.execute(() -> run(call));
    } catch (RejectedExecutionException full) {
      fail(call.id(), new IllegalStateException(MAX_CALLS + " calls run already"));
    }
  }

  /** Not on the reader's thread, nor on one of those that may all wait at this barrier. */
  private static void complete(CompletableFuture<Void> arrival, String obstacle) {
    if (obstacle.isEmpty()) {
      arrival.complete(null);
    } else {
      arrival.completeExceptionally(new Barrier.Broken(obstacle));
    }
  }

  private void run(Message.Call call) {
    try {
      try {
        Object value = runner.run(Wire.value(call.task()));
        channel.send(new Message.Result(call.id(), resultBytes(value)));
      } catch (Throwable thrown) {
        fail(call.id(), thrown);
      }
    } catch (IOException e) {
      // Nobody is there to be told: the reader sees it too, and ends this process.
      threads.shutdown();
    }
  }

  private static byte[] resultBytes(Object value) throws IOException {
    try {
      return Wire.bytes(value);
    } catch (IOException e) {
      throw new IOException("the result cannot be sent: " + e.getMessage());
    }
  }

  private void fail(long id, Throwable thrown) throws IOException {
    channel.send(new Message.Failure(id, Thrown.bytes(thrown)));
  }
}
