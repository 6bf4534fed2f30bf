package conclave.multijvm;

import akka.actor.typed.Behavior;

/**
 * What a node of a {@link JvmCluster} runs: the application under test. A class with a constructor
 * without parameters, which is called in the node's JVM, once for each of its processes.
 */
@FunctionalInterface
public interface NodeGuardian {

  /**
   * The guardian of the node's ActorSystem. Called when the system is there, so that extensions can
   * be had; what this throws ends the process.
   */
  Behavior<?> create(NodeContext node);

  /**
   * Whether the node can be used: looked at again and again until it is true. At first sight,
   * unless overridden; a cluster member may wait until it is up. What this throws ends the process.
   */
  default boolean ready(NodeContext node) {
    return true;
  }
}
