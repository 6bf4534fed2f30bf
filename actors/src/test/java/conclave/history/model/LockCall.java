package conclave.history.model;

/**
 * What an exclusive lock can be asked, and the event that takes it away. An expiry is recorded like
 * an operation, by whoever sees it committed (invoked and answered where it is seen). A test that
 * cannot see expiries records one without an answer for each grant with a time-to-live, invoked
 * when the grant was: the grant may have run out at any later time, or never.
 */
public sealed interface LockCall {

  /** Expire: whatever grant the owner has; for a grant whose token nobody has seen. */
  long ANY_TOKEN = 0;

  /** Which lock. */
  String lock();

  /** For whom. */
  String owner();

  /** Asking again while holding is a retry and gives the same token. */
  record Acquire(String lock, String owner) implements LockCall {}

  record Renew(String lock, String owner, long token) implements LockCall {}

  record Release(String lock, String owner, long token) implements LockCall {}

  /** The end of a grant by time, by force or with its session. */
  record Expire(String lock, String owner, long token) implements LockCall {}
}
