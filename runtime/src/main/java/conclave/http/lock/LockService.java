package conclave.http.lock;

import conclave.machine.keys.IdempotencyKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Port to the locks. Each stage completes within the deadline with an outcome; a failed stage is a
 * defect of the implementation and reported as an unknown outcome. Called from any thread; never
 * blocks.
 */
public interface LockService {

  /**
   * Who wants which lock.
   *
   * @param name 1 to 1,024 bytes of UTF-8
   * @param owner 1 to 256 bytes of UTF-8
   * @param ttl for how long it is to be granted
   * @param waitAtMost for another owner; zero is not to wait
   * @param callerGone completes when nobody waits for the answer any more: then nobody shall wait
   *     for the lock either
   */
  record Wanted(
      String name,
      String owner,
      Duration ttl,
      Duration waitAtMost,
      CompletionStage<Void> callerGone) {}

  /**
   * Who holds which lock.
   *
   * @param token the fencing token
   */
  record Grant(String name, String owner, long token) {}

  /**
   * On what terms a change is made.
   *
   * @param key under which it is made once, and answered the same again; empty for none
   * @param deadline within which there is an outcome
   */
  record Terms(Optional<IdempotencyKey> key, Duration deadline) {}

  /** Ends with Granted, Locked, or one of those that every request may end with. */
  CompletionStage<LockOutcome> acquire(Wanted wanted, Terms terms);

  /** Begins the time-to-live afresh. Ends with Granted or Lost. */
  CompletionStage<LockOutcome> renew(Grant grant, Terms terms);

  /** Gives the lock back. Ends with Released or Lost. */
  CompletionStage<LockOutcome> release(Grant grant, Terms terms);

  /**
   * Those that are held, in the order of their names. Ends with Listed.
   *
   * @param most so many and no more
   */
  CompletionStage<LockOutcome> list(int most, Duration deadline);
}
