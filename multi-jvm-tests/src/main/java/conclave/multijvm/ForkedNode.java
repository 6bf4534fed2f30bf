package conclave.multijvm;

import conclave.InternalApi;
import conclave.multijvm.process.NodeJvm;
import java.time.Duration;
import java.util.List;

/**
 * A node that is a process of its own on this machine, and what can be done to it from outside. Its
 * processes, one after the other, have the same ports and directory. Not thread-safe but for {@link
 * #kill}.
 */
public interface ForkedNode {

  /** The node's name. */
  String name();

  /** Its processes. */
  @InternalApi
  NodeJvm jvm();

  /**
   * Starts a process for this node; returns at once, long before it is ready.
   *
   * @throws IllegalStateException when the former one lives
   */
  void start();

  /**
   * Waits until it serves.
   *
   * @throws AssertionError when it ends, or is not ready in time; with the end of its log
   */
  void awaitReady(Patience patience);

  /** The id of its latest process. */
  default long pid() {
    return jvm().pid();
  }

  /** Whether its process lives; a paused one does. */
  default boolean alive() {
    return jvm().alive();
  }

  /** SIGKILL, also of a paused process; returns when it is gone. */
  default void kill() {
    jvm().kill();
  }

  /**
   * SIGTERM, on which a node stops gracefully.
   *
   * @return the exit status
   * @throws AssertionError when the process does not end within the limit
   */
  default int terminate(Duration limit) {
    return jvm().terminate(limit);
  }

  /** SIGSTOP: the process does nothing until {@link #resume}, its connections stay open. */
  default void pause() {
    jvm().pause();
  }

  /** SIGCONT. */
  default void resume() {
    jvm().resume();
  }

  /** Deletes the directory of a node that does not run. */
  default void wipe() {
    jvm().wipe();
  }

  /** The bytes of all objects that are reachable in it, after a collection of the garbage. */
  default long liveHeapBytes() {
    return jvm().liveHeapBytes();
  }

  /** What its processes printed so far, all of them. */
  default List<String> log() {
    return jvm().log();
  }
}
