package conclave.replica.gateway;

import java.util.Optional;
import java.util.function.Function;

/**
 * What became of a request.
 *
 * @param <T> the answer of one that was done
 */
public sealed interface Outcome<T> {

  /** It was done, once, and this is the answer. */
  record Done<T>(T value) implements Outcome<T> {}

  /** Certainly not done, neither now nor later. */
  record Rejected<T>(Reason reason, String message) implements Outcome<T> {}

  /**
   * Maybe done, maybe not, maybe later.
   *
   * @param retry the same request under this name is done at most once all in all; empty where its
   *     fate cannot be found out any more
   */
  record Unknown<T>(String message, Optional<RequestId> retry) implements Outcome<T> {}

  /** Why a request was not done. */
  enum Reason {
    /** A bound was reached; try again after a moment. */
    OVERLOADED,
    /** The leader's disk is full; somebody must act. */
    NO_SPACE,
    /** No leader took it within the deadline; try again. */
    NO_LEADER,
    /** The request itself is wrong: trying again is of no use. */
    INVALID,
    /** Its idempotency key was used for another request: trying again is of no use. */
    KEY_USED,
    /** The ActorSystem that was asked has ended: ask another one. */
    ENDED
  }

  /** The same with another answer. */
  default <R> Outcome<R> map(Function<T, R> answer) {
    if (this instanceof Done<T> done) {
      return new Done<>(answer.apply(done.value()));
    }
    if (this instanceof Rejected<T> rejected) {
      return new Rejected<>(rejected.reason(), rejected.message());
    }
    Unknown<T> unknown = (Unknown<T>) this;
    return new Unknown<>(unknown.message(), unknown.retry());
  }
}
