package conclave.history;

/**
 * How an operation ended for the client that asked for it.
 *
 * @param <R> the results of the object under test
 */
public sealed interface Outcome<R> {

  /** The object answered: the operation took effect between its invocation and this answer. */
  record Answered<R>(R result) implements Outcome<R> {}

  /** Certainly without effect, neither before the answer nor later: the checker leaves it out. */
  record NotDone<R>() implements Outcome<R> {}

  /** No answer: it took effect at some moment after its invocation, or will, or never does. */
  record Unknown<R>() implements Outcome<R> {}

  static <R> Outcome<R> answered(R result) {
    return new Answered<>(result);
  }

  static <R> Outcome<R> notDone() {
    return new NotDone<>();
  }

  static <R> Outcome<R> unknown() {
    return new Unknown<>();
  }
}
