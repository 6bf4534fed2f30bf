package conclave.history.model;

/** What a register of text answers. */
public sealed interface RegisterResult {

  /** What a read saw; null where nothing was ever written. */
  record Value(String value) implements RegisterResult {}

  /** Written, set or appended. */
  record Done() implements RegisterResult {}

  /** A compare-and-set found another value than expected. */
  record Mismatch() implements RegisterResult {}
}
