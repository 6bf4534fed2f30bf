package conclave.history.model;

import conclave.history.Model;
import conclave.history.model.LockCall.Acquire;
import conclave.history.model.LockCall.Expire;
import conclave.history.model.LockCall.Renew;
import conclave.history.model.LockModel.Grant;
import conclave.history.model.LockResult.Denied;
import conclave.history.model.LockResult.Done;
import conclave.history.model.LockResult.Granted;
import conclave.history.model.LockResult.NotHeld;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An exclusive lock, a partition for each. It has one holder at most; a grant gets a greater token
 * than every grant before; only the holder's release or an expiry ends it. A grant without an
 * answer has a token that nobody has seen ({@link Serial}), until the holder shows it.
 */
public final class LockModel implements Model<Grant, LockCall, LockResult> {

  /**
   * The last grant.
   *
   * @param owner null once it has ended
   * @param token what it was given
   * @param excluded numbers that an unseen token is known not to be, since an operation with that
   *     token was told that it is not held
   */
  public record Grant(String owner, Serial token, SortedSet<Long> excluded) {

    private static final SortedSet<Long> NOTHING = Collections.emptySortedSet();

    Grant(String owner, Serial token) {
      this(owner, token, NOTHING);
    }

    boolean free() {
      return owner == null;
    }

    /** This grant, now that its token was seen; empty when it cannot be that token. */
    Optional<Grant> with(long seen) {
      return token.mayBe(seen) && !excluded.contains(seen)
          ? Optional.of(new Grant(owner, Serial.of(seen)))
          : Optional.empty();
    }

    Optional<Grant> without(long denied) {
      if (!token.mayBe(denied)) {
        return Optional.of(this);
      }
      if (token.known()) {
        return Optional.empty();
      }
      SortedSet<Long> more = new TreeSet<>(excluded);
      more.add(denied);
      return Optional.of(new Grant(owner, token, more));
    }

    @Override
    public String toString() {
      return free() ? "free since token " + token : "held by " + owner + " with token " + token;
    }
  }

  private static final Grant NEVER_GRANTED = new Grant(null, Serial.NONE);

  @Override
  public Grant initial() {
    return NEVER_GRANTED;
  }

  @Override
  public Object partition(LockCall call) {
    return call.lock();
  }

  @Override
  public boolean readOnly(LockCall call) {
    return call instanceof Renew;
  }

  @Override
  public Optional<Grant> answered(Grant now, LockCall call, LockResult result) {
    boolean isHolder = call.owner().equals(now.owner());
    if (call instanceof Acquire) {
      return acquired(now, call.owner(), result);
    }
    if (result instanceof NotHeld) {
      return isHolder ? stillHeld(now, call) : Optional.of(now);
    }
    if (!(result instanceof Done) || !isHolder) {
      return Optional.empty();
    }
    Optional<Grant> shown = shown(now, call);
    return call instanceof Renew ? shown : shown.map(LockModel::ended);
  }

  @Override
  public Optional<Grant> unanswered(Grant now, LockCall call) {
    if (call instanceof Acquire) {
      return now.free()
          ? Optional.of(new Grant(call.owner(), now.token().unseenNext()))
          : Optional.empty();
    }
    boolean changes = call.owner().equals(now.owner()) && !(call instanceof Renew);
    return changes ? shown(now, call).map(LockModel::ended) : Optional.empty();
  }

  @Override
  public boolean covers(Grant state, Grant other) {
    if (state.free()) {
      return other.free() && state.token.least() <= other.token.least();
    }
    return Objects.equals(state.owner, other.owner)
        && state.token.covers(other.token)
        && other.excluded.containsAll(state.excluded);
  }

  private static Optional<Grant> acquired(Grant now, String owner, LockResult result) {
    if (result instanceof Denied) {
      return now.free() || owner.equals(now.owner()) ? Optional.empty() : Optional.of(now);
    }
    if (!(result instanceof Granted granted)) {
      return Optional.empty();
    }
    if (owner.equals(now.owner())) {
      return now.with(granted.token());
    }
    return now.free() && now.token().mayPrecede(granted.token())
        ? Optional.of(new Grant(owner, Serial.of(granted.token())))
        : Optional.empty();
  }

  /** The holder keeps its grant, since the call named another token. */
  private static Optional<Grant> stillHeld(Grant now, LockCall call) {
    return token(call) == LockCall.ANY_TOKEN ? Optional.empty() : now.without(token(call));
  }

  private static Optional<Grant> shown(Grant now, LockCall call) {
    boolean any = call instanceof Expire && token(call) == LockCall.ANY_TOKEN;
    return any ? Optional.of(now) : now.with(token(call));
  }

  /** Ended; of its token only matters that the next one is greater. */
  private static Grant ended(Grant grant) {
    return new Grant(null, grant.token());
  }

  private static long token(LockCall call) {
    if (call instanceof Renew renew) {
      return renew.token();
    }
    return call instanceof Expire expire ? expire.token() : ((LockCall.Release) call).token();
  }
}
