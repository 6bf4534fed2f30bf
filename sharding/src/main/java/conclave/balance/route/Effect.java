package conclave.balance.route;

import conclave.raft.log.NodeId;

/**
 * What the routes want done, in this order.
 *
 * @param <C> who waits for an outcome
 */
public sealed interface Effect<C> {

  /**
   * Send the request there; where that is impossible, say that it was refused.
   *
   * @param number of this try among those of the route, from 0
   * @param epoch of the table that named the node; 0 where no table did
   * @param leftNanos until the deadline
   */
  record Send<C>(long id, int number, NodeId to, Request request, long epoch, long leftNanos)
      implements Effect<C> {
    @Override
    public void accept(Host<C> host) {
      host.on(this);
    }
  }

  /** Tell the caller. */
  record Settle<C>(C caller, Outcome outcome) implements Effect<C> {
    @Override
    public void accept(Host<C> host) {
      host.on(this);
    }
  }

  /** Does them. */
  interface Host<C> {
    void on(Send<C> send);

    void on(Settle<C> settle);
  }

  void accept(Host<C> host);
}
