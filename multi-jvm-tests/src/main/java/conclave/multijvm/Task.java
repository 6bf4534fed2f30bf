package conclave.multijvm;

import java.io.Serializable;

/**
 * Something to be done in the JVM of a node: a lambda of the test, sent there with what it has
 * captured, which must be Serializable. It runs on a thread of its own, so it may wait.
 *
 * @param <T> what it returns, Serializable too, or null
 */
@FunctionalInterface
public interface Task<T> extends Serializable {

  /** Does it; what this throws is the cause of the {@link CallFailed} that the test sees. */
  T run(NodeContext node) throws Exception;

  /** One that returns nothing. */
  @FunctionalInterface
  interface Step extends Serializable {

    /** Does it; what this throws is the cause of the {@link CallFailed} that the test sees. */
    void run(NodeContext node) throws Exception;
  }
}
