package conclave.balance.duty;

import conclave.balance.route.Refusal;

/**
 * What is done with a request that arrived.
 *
 * @param <W> a worker
 */
public sealed interface Decision<W> {

  /**
   * Give it to that worker.
   *
   * @param number by which its answer is told
   */
  record Give<W>(W worker, long number) implements Decision<W> {}

  /** It is being done already: the one answer will be sent to the latest try. */
  record Join<W>() implements Decision<W> {}

  /**
   * Turn it away.
   *
   * @param epoch of this node's table of owners, where the key is not its own; else 0
   */
  record TurnAway<W>(Refusal why, long epoch, String message) implements Decision<W> {}
}
