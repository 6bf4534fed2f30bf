package conclave.history.gen;

import java.util.Random;

/**
 * What clients ask.
 *
 * @param <C> calls
 * @param <R> results
 */
public interface Workload<C, R> {

  /**
   * The next call of a client.
   *
   * @param seen the last result that the client was given; null when none
   */
  C next(Random random, String client, R seen);

  /** Any answer that has the right form for the call, mostly a wrong one. */
  R anyResult(Random random, C call);
}
