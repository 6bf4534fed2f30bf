package conclave.cli;

import conclave.node.NodeLauncher.Running;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionException;

/**
 * How a node's process ends. The one place with threads of its own: both wait for the operating
 * system, before and after any actor system lives.
 */
final class Lifetime {

  private Lifetime() {}

  /** SIGTERM and Ctrl-C stop the node gracefully and end with 0 instead of the JVM's 143. */
  static void stopOnSignal(Running running) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (running.stopped().toCompletableFuture().isDone()) {
                    return; // it ended by itself, and the exit status says how
                  }
                  try {
                    running.stop().toCompletableFuture().join();
                    Runtime.getRuntime().halt(Conclave.OK);
                  } catch (CompletionException e) {
                    System.err.println("conclave: stopping failed: " + e.getCause().getMessage());
                    Runtime.getRuntime().halt(Conclave.FAILED);
                  }
                },
                "conclave-stop"));
  }

  /** A parent that dies, even by SIGKILL, closes the pipe; the child must not outlive it. */
  static void haltAtEndOf(InputStream pipe) {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (pipe.read() >= 0) {
                  // only the end matters
                }
              } catch (IOException e) {
                System.err.println("conclave: the pipe to the parent broke: " + e.getMessage());
              }
              Runtime.getRuntime().halt(Conclave.FAILED);
            },
            "conclave-parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
