package conclave.history;

import java.util.Optional;

/**
 * What one copy of an object does, an operation at a time; the measure of every history.
 *
 * <p>A model must be a pure function. Where a result is unknown, the object's state may be unknown
 * in part (a version nobody has seen): the state then stands for every value that is possible, and
 * the first operation that observes it makes it known.
 *
 * @param <S> states: immutable, with {@code equals} and {@code hashCode}, since the search
 *     remembers where it has been; {@code toString} is shown in explanations
 * @param <C> calls: values, with {@code equals} and {@code hashCode}
 * @param <R> results
 */
public interface Model<S, C, R> {

  /** The state of a partition that nobody has touched. */
  S initial();

  /**
   * The part of the object that a call touches, such as its key. Parts must not influence each
   * other: then a history is linearizable exactly when that of each part is (Herlihy and Wing,
   * "Linearizability", TOPLAS 1990, locality).
   */
  Object partition(C call);

  /** The state after a call that was answered like that; empty when the object would not do so. */
  Optional<S> answered(S state, C call, R result);

  /**
   * The state after a call that took effect while its answer got lost; empty when it would change
   * nothing here. It need not be a legal place for the call to change nothing: an explanation can
   * always leave an unanswered call out.
   */
  Optional<S> unanswered(S state, C call);

  /** True for calls that never change anything: unanswered ones are left out of the search. */
  default boolean readOnly(C call) {
    return false;
  }

  /**
   * True when every continuation that is legal from {@code other} is legal from {@code state} too.
   * Lets the search drop an unanswered call that served for nothing. Equality is always right.
   */
  default boolean covers(S state, S other) {
    return state.equals(other);
  }
}
