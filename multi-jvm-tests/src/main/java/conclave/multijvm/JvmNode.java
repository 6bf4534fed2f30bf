package conclave.multijvm;

import conclave.InternalApi;
import conclave.multijvm.control.Line;
import conclave.multijvm.process.NodeJvm;
import conclave.node.HostPort;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A node of a {@link JvmCluster}, as the test sees it: a process of its own, which runs what the
 * test sends. Calls may come from any thread.
 */
public final class JvmNode implements ForkedNode {

  /** How long a call waits that says nothing else. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private final NodeJvm jvm;
  private final Line line;
  private final HostPort address;
  private final Supplier<byte[]> greeting;

  /**
   * Its parts.
   *
   * @param jvm its processes
   * @param line to the latest of them
   * @param address where the other nodes reach it
   * @param greeting what each process is told first
   */
  record Parts(NodeJvm jvm, Line line, HostPort address, Supplier<byte[]> greeting) {}

  JvmNode(Parts parts) {
    this.jvm = parts.jvm();
    this.line = parts.line();
    this.address = parts.address();
    this.greeting = parts.greeting();
  }

  @Override
  public String name() {
    return jvm.spec().name();
  }

  @Override
  @InternalApi
  public NodeJvm jvm() {
    return jvm;
  }

  /** Where the other nodes reach its ActorSystem. */
  public HostPort address() {
    return address;
  }

  @Override
  public void start() {
    if (alive()) {
      throw new IllegalStateException(name() + " runs already, as process " + pid());
    }
    line.expectProcess();
    jvm.start(greeting.get());
    line.watchProcess();
  }

  /** Kills it if it runs, starts it on the same directory, and waits until it is ready. */
  public void restart() {
    kill();
    start();
    awaitReady(new Patience(PATIENCE));
  }

  @Override
  public void awaitReady(Patience patience) {
    try {
      line.ready().copy().orTimeout(patience.limit().toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      String why = alive() ? "is not ready after " + patience.limit() : "ended before it was ready";
      throw new AssertionError(
          "%s %s. The end of its log:%n%s".formatted(name(), why, jvm.lastWords(20)), e);
    }
  }

  /**
   * Runs that in the node, and waits for what it returns, for 30 s at most.
   *
   * @throws CallFailed when it throws, when the node ends meanwhile, or when it takes too long
   */
  public <T> T call(Task<T> task) {
    return call(task, PATIENCE);
  }

  /**
   * Runs that in the node, and waits for what it returns.
   *
   * @throws CallFailed when it throws, when the node ends meanwhile, or when it takes too long
   */
  public <T> T call(Task<T> task, Duration within) {
    return result(send(task, within));
  }

  /**
   * Runs that in the node, and waits until it is done, for 30 s at most.
   *
   * @throws CallFailed when it throws, when the node ends meanwhile, or when it takes too long
   */
  public void run(Task.Step step) {
    result(line.call(step, PATIENCE));
  }

  /**
   * Has the node begin that, and does not wait.
   *
   * @return what it returns; or a {@link CallFailed}
   */
  @SuppressWarnings("unchecked") // the task said so, and ran in a JVM with the same classes
  public <T> CompletableFuture<T> send(Task<T> task, Duration within) {
    return (CompletableFuture<T>) line.call(task, within);
  }

  /**
   * Sends a message to its guardian; returns when it is in the mailbox.
   *
   * @throws CallFailed when the node does not run
   */
  public void tell(Serializable message) {
    run(node -> node.guardian().tell(message));
  }

  @Override
  public String toString() {
    return "%s at %s, log %s".formatted(name(), address, jvm.spec().log());
  }

  /** The stack of the caller, who wants to know which of its lines it was, is put on top. */
  private static <T> T result(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CallFailed failed) {
        failed.fillInStackTrace();
        throw failed;
      }
      throw e;
    }
  }
}
