package conclave.balance.route;

/** What became of a routed request: exactly one of these for each. */
public sealed interface Outcome {

  /** A worker did it, and this is its reply. A safe request may have been done more than once. */
  record Done(Object reply) implements Outcome {}

  /** Certainly not done, neither now nor later. */
  record Rejected(Reason reason, String message) implements Outcome {}

  /** Maybe done, maybe not, maybe later. */
  record Unknown(String message) implements Outcome {}

  /** Why a request was not done. */
  enum Reason {
    /** A bound was reached, here or on every node that was tried; try again after a moment. */
    OVERLOADED,
    /** No node took it within the deadline. */
    NO_NODE,
    /** The request itself is wrong: trying again is of no use. */
    INVALID
  }
}
