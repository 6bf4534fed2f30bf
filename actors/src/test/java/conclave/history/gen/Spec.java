package conclave.history.gen;

import java.util.List;
import java.util.stream.LongStream;

/**
 * What an object may do, listed: the plain counterpart of a model.
 *
 * @param <S> states
 * @param <C> calls
 * @param <R> results
 */
public interface Spec<S, C, R> {

  /** A thing that may happen: an answer and what is then the state. */
  record Step<S, R>(R result, S after) {}

  /** The numbers a counter may give out above a number: one when running, many when guessing. */
  @FunctionalInterface
  interface Numbers {
    LongStream above(long number);
  }

  /** The state of a part nobody touched. */
  S initial();

  /** The part a call touches. */
  Object part(C call);

  /** All that may happen; at least one thing whenever there is a number left. */
  List<Step<S, R>> steps(S state, C call, Numbers numbers);
}
