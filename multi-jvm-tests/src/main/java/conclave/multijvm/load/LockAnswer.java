package conclave.multijvm.load;

import conclave.history.Outcome;
import conclave.history.model.LockResult;

/**
 * What a node answered to a request for a lock; each kind is something that a caller can act on.
 */
public sealed interface LockAnswer {

  /** The same, as the history has it. */
  Outcome<LockResult> outcome();

  /**
   * The locks answered.
   *
   * @param result granted, denied, done or not held
   */
  record Done(LockResult result) implements LockAnswer {
    @Override
    public Outcome<LockResult> outcome() {
      return Outcome.answered(result);
    }
  }

  /**
   * Certainly not done, neither now nor later.
   *
   * @param status of HTTP; 0 when the node could not be reached
   * @param reason a sentence
   */
  record Refused(int status, String reason) implements LockAnswer {
    @Override
    public Outcome<LockResult> outcome() {
      return Outcome.notDone();
    }
  }

  /**
   * Maybe done, maybe later, maybe never.
   *
   * @param reason a sentence
   */
  record Unknown(String reason) implements LockAnswer {
    @Override
    public Outcome<LockResult> outcome() {
      return Outcome.unknown();
    }
  }
}
