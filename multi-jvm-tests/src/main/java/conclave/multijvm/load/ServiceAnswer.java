package conclave.multijvm.load;

import conclave.history.Outcome;

/**
 * What a node answered to a request; each kind is something that a caller can act on.
 *
 * @param <R> what the service says when it did answer
 */
public sealed interface ServiceAnswer<R> {

  /** What became of a request. */
  enum Kind {
    /** The service answered. */
    DONE,
    /** Certainly not done. */
    REFUSED,
    /** Nobody knows. */
    UNKNOWN
  }

  /** Which it is. */
  Kind kind();

  /** The same, as the history has it. */
  Outcome<R> outcome();

  /**
   * The service answered: the request took effect, once.
   *
   * @param result what it said
   */
  record Done<R>(R result) implements ServiceAnswer<R> {
    @Override
    public Kind kind() {
      return Kind.DONE;
    }

    @Override
    public Outcome<R> outcome() {
      return Outcome.answered(result);
    }
  }

  /**
   * Certainly not done, neither now nor later; for a read, simply no answer.
   *
   * @param status of HTTP; 0 when the node could not be reached
   * @param reason a sentence
   */
  record Refused<R>(int status, String reason) implements ServiceAnswer<R> {
    @Override
    public Kind kind() {
      return Kind.REFUSED;
    }

    @Override
    public Outcome<R> outcome() {
      return Outcome.notDone();
    }
  }

  /**
   * Maybe done, maybe later, maybe never.
   *
   * @param reason a sentence
   */
  record Unknown<R>(String reason) implements ServiceAnswer<R> {
    @Override
    public Kind kind() {
      return Kind.UNKNOWN;
    }

    @Override
    public Outcome<R> outcome() {
      return Outcome.unknown();
    }
  }
}
