package conclave.http;

/** What must hold for a write to happen. */
public sealed interface Condition {

  /** Nothing. */
  Condition NONE = new Unconditional();

  /** The key must be absent. */
  Condition ABSENT = new Absent();

  /** Nothing. */
  record Unconditional() implements Condition {}

  /** The key must be absent. */
  record Absent() implements Condition {}

  /**
   * The key must be at that version.
   *
   * @param version positive, below 2^53
   */
  record AtVersion(long version) implements Condition {}
}
