package conclave.history.model;

/** What an exclusive lock answers. */
public sealed interface LockResult {

  /** The owner of the call holds the lock. */
  record Granted(long token) implements LockResult {}

  /** Somebody else holds it. */
  record Denied() implements LockResult {}

  /** Renewed, released, expired. */
  record Done() implements LockResult {}

  /** The owner does not hold the lock with that token. */
  record NotHeld() implements LockResult {}
}
