package conclave.multijvm.control;

import conclave.multijvm.CallFailed;
import conclave.multijvm.Timeline;
import conclave.multijvm.process.NodeJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The test's end of the control channel to one node, over all its processes. What runs in a process
 * fails with it. Thread-safe.
 */
public final class Line {

  /** From the end of the channel to that of the process, which says more. */
  private static final Duration LAST_BREATH = Duration.ofSeconds(2);

  private final NodeJvm jvm;
  private final Timeline timeline;
  private final Barriers barriers;
  private final Map<Long, CompletableFuture<Object>> calls = new ConcurrentHashMap<>();
  private final AtomicLong nextCall = new AtomicLong();
  private int life;
  private volatile Channel channel;
  private volatile CompletableFuture<Void> ready = new CompletableFuture<>();

  /** No process has called yet. */
  public Line(NodeJvm jvm, Timeline timeline, Barriers barriers) {
    this.jvm = jvm;
    this.timeline = timeline;
    this.barriers = barriers;
  }

  /** A process is about to be started. */
  public synchronized void expectProcess() {
    gone(life, "another process takes its place");
    life++;
    channel = null;
    ready = new CompletableFuture<>();
  }

  /** Which process that is, from 1. */
  public synchronized int life() {
    return life;
  }

  /** A process was started: its end fails whatever runs in it. */
  public synchronized void watchProcess() {
    int started = life;
    jvm.ended().thenAccept(status -> gone(started, "it ended with exit status " + status));
  }

  /** Completed when the latest process says that it is ready. */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /**
   * Has a task run in the latest process.
   *
   * @param task Serializable
   * @param within after which the call fails; the task may go on
   * @return what it returns; or a {@link CallFailed}
   */
  public CompletableFuture<Object> call(Object task, Duration within) {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    long id = nextCall.incrementAndGet();
    try {
      Channel now = open();
      byte[] bytes = taskBytes(task);
      // Only from here on the end of the process is what fails it.
      calls.put(id, answer);
      answer.whenComplete((value, failure) -> calls.remove(id));
      now.send(new Message.Call(id, bytes));
    } catch (IOException e) {
      fail(answer, e.getMessage(), false);
      return answer;
    }
    CompletableFuture.delayedExecutor(within.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> fail(answer, "no answer within " + within, true));
    return answer;
  }

  /**
   * A process of this node has called and shown its token. Returns at the end of the channel.
   *
   * @param served which process; a former one is not listened to
   */
  void serve(Channel opened, int served) {
    if (!take(opened, served)) {
      return;
    }
    try {
      while (true) {
        on(opened.receive(), served);
      }
    } catch (IOException e) {
      // Its process is about to end; when not, it cannot be reached any more.
      jvm.ended()
          .orTimeout(LAST_BREATH.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(
              slow -> {
                gone(served, "its control channel broke: " + e.getMessage());
                return null;
              });
    }
  }

  private void on(Message message, int served) {
    if (message instanceof Message.Ready) {
      timeline.note(name(), "ready");
      readyIs(served);
    } else if (message instanceof Message.Note note) {
      timeline.note(name(), note.what());
    } else if (message instanceof Message.Result result) {
      answered(result);
    } else if (message instanceof Message.Failure failure) {
      threw(failure);
    } else if (message instanceof Message.Arrive arrive) {
      barriers
          .arrive(name(), arrive.where())
          .whenComplete((passed, broken) -> tell(arrive.id(), broken));
    }
  }

  private void answered(Message.Result result) {
    CompletableFuture<Object> answer = calls.get(result.id());
    if (answer == null) {
      return; // its caller has given up
    }
    try {
      answer.complete(Wire.value(result.value()));
    } catch (IOException e) {
      fail(answer, "the result cannot be read: " + e.getMessage(), true);
    }
  }

  private void threw(Message.Failure failure) {
    CompletableFuture<Object> answer = calls.get(failure.id());
    if (answer != null) {
      Throwable cause = Thrown.of(failure.thrown());
      String sentence = "%s: the task threw %s".formatted(name(), cause);
      timeline.note(name(), "a task threw " + cause);
      answer.completeExceptionally(new CallFailed(sentence, cause));
    }
  }

  private void tell(long arrival, Throwable broken) {
    try {
      open().send(new Message.Passed(arrival, broken == null ? "" : broken.getMessage()));
    } catch (IOException e) {
      timeline.note(name(), "cannot be told of a barrier: " + e.getMessage());
    }
  }

  private Channel open() throws IOException {
    Channel now = channel;
    if (!jvm.alive()) {
      throw new IOException("it does not run");
    }
    if (now == null) {
      throw new IOException("it is not ready yet");
    }
    return now;
  }

  private static byte[] taskBytes(Object task) throws IOException {
    try {
      return Wire.bytes(task);
    } catch (IOException e) {
      throw new IOException(
          "the task cannot be sent: %s. Cure: copy what it needs into local variables first"
              .formatted(e.getMessage()),
          e);
    }
  }

  private synchronized boolean take(Channel opened, int served) {
    if (served != life) {
      return false;
    }
    channel = opened;
    return true;
  }

  private synchronized void readyIs(int served) {
    if (served == life) {
      ready.complete(null);
    }
  }

  /** A process tells late of its end: what runs in the next one is not touched by it. */
  private synchronized void gone(int which, String how) {
    if (which != life) {
      return;
    }
    barriers.gone(name());
    ready.completeExceptionally(new CallFailed("%s: %s".formatted(name(), how), true));
    calls.values().forEach(answer -> fail(answer, how, true));
  }

  private void fail(CompletableFuture<Object> answer, String why, boolean sent) {
    String sentence = "%s: %s".formatted(name(), why);
    if (answer.completeExceptionally(new CallFailed(sentence, sent))) {
      timeline.note(name(), "a call failed: " + why);
    }
  }

  private String name() {
    return jvm.spec().name();
  }
}
