package conclave.history.gen;

import conclave.history.model.LockCall;
import conclave.history.model.LockCall.Acquire;
import conclave.history.model.LockCall.Expire;
import conclave.history.model.LockCall.Release;
import conclave.history.model.LockCall.Renew;
import conclave.history.model.LockResult;
import conclave.history.model.LockResult.Denied;
import conclave.history.model.LockResult.Done;
import conclave.history.model.LockResult.Granted;
import conclave.history.model.LockResult.NotHeld;
import java.util.List;

/** An exclusive lock. */
public final class LockSpec implements Spec<LockSpec.Hold, LockCall, LockResult> {

  /**
   * The last grant.
   *
   * @param owner null when the lock is free
   */
  public record Hold(String owner, long token) {}

  @Override
  public Hold initial() {
    return new Hold(null, 0);
  }

  @Override
  public Object part(LockCall call) {
    return call.lock();
  }

  @Override
  public List<Step<Hold, LockResult>> steps(Hold now, LockCall call, Numbers numbers) {
    boolean holds = call.owner().equals(now.owner());
    if (call instanceof Acquire && now.owner() == null) {
      return numbers
          .above(now.token())
          .mapToObj(n -> new Step<Hold, LockResult>(new Granted(n), new Hold(call.owner(), n)))
          .toList();
    }
    if (call instanceof Acquire) {
      return List.of(new Step<>(holds ? new Granted(now.token()) : new Denied(), now));
    }
    if (!holds || !names(call, now.token())) {
      return List.of(new Step<>(new NotHeld(), now));
    }
    return List.of(
        new Step<>(new Done(), call instanceof Renew ? now : new Hold(null, now.token())));
  }

  private static boolean names(LockCall call, long token) {
    if (call instanceof Renew renew) {
      return renew.token() == token;
    }
    if (call instanceof Release release) {
      return release.token() == token;
    }
    return call instanceof Expire expire
        && (expire.token() == LockCall.ANY_TOKEN || expire.token() == token);
  }
}
