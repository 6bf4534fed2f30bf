package conclave.replica.gateway;

import conclave.raft.log.NodeId;
import java.util.List;

/**
 * Takes batches to whoever is believed to be right, and says who that is.
 *
 * @param <T> what a batch consists of
 */
interface Courier<T> {

  NodeId send(long batch, List<T> content);

  /** That node did not answer. */
  void silent(NodeId who, long now);

  /** That node answered that it cannot help. */
  void helpless(NodeId who, long now);
}
