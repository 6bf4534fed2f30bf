package conclave.multijvm.history;

import conclave.InternalApi;
import conclave.history.Verdict;
import conclave.history.model.LockCall;
import conclave.history.model.LockModel;
import conclave.history.model.LockResult;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What owners were told by exclusive locks whose every grant has a greater token than all before: a
 * lock, a lease, a leadership with its epoch. Each must look as if one place decided. Thread-safe;
 * an owner does one operation at a time.
 */
public final class Locks {

  private final Recorder<LockCall, LockResult> recorder = new Recorder<>();

  /**
   * Asks for a lock.
   *
   * @param owner in whose name
   * @param operation returns the token, or nothing when somebody else has the lock
   * @return that; empty as well when there was no answer
   */
  public Optional<Long> acquire(String owner, String lock, Callable<Optional<Long>> operation) {
    return recorder
        .record(
            owner,
            new LockCall.Acquire(lock, owner),
            () ->
                operation
                    .call()
                    .<LockResult>map(LockResult.Granted::new)
                    .orElseGet(LockResult.Denied::new))
        .filter(LockResult.Granted.class::isInstance)
        .map(result -> ((LockResult.Granted) result).token());
  }

  /**
   * Gives a lock back.
   *
   * @param grant whose, and of which token
   * @param operation returns whether the owner had it with that token until then
   * @return that; empty when there was no answer
   */
  public Optional<Boolean> release(Grant grant, Callable<Boolean> operation) {
    return recorder
        .record(
            grant.owner(),
            new LockCall.Release(grant.lock(), grant.owner(), grant.token()),
            () -> operation.call() ? new LockResult.Done() : new LockResult.NotHeld())
        .map(LockResult.Done.class::isInstance);
  }

  /**
   * To be said when a grant was given that may run out, or be taken away, without its owner asking.
   */
  public void mayExpire(Grant grant) {
    recorder.mayHappen(
        "expiry of " + grant, new LockCall.Expire(grant.lock(), grant.owner(), grant.token()));
  }

  /**
   * A lock that an owner was given.
   *
   * @param owner who has it
   * @param lock which
   * @param token of the grant
   */
  public record Grant(String owner, String lock, long token) {}

  /** How many operations were answered. */
  public int answered() {
    return recorder.answered();
  }

  /** How many were certainly not done. */
  public int notDone() {
    return recorder.notDone();
  }

  /** Of how many nobody knows whether they were done. */
  public int unknown() {
    return recorder.unknown();
  }

  /** Whether one place could have given all these answers. */
  @InternalApi
  public Verdict verdict() {
    return recorder.verdict(new LockModel());
  }

  /**
   * Fails unless one place could have given all these answers, of which there must be one at least.
   *
   * @throws AssertionError with the answer that nothing explains, and the best attempt to do so
   */
  public void requireLinearizable() {
    recorder.requireLinearizable(new LockModel());
  }
}
