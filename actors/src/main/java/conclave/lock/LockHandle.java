package conclave.lock;

import akka.actor.typed.ActorRef;
import conclave.lock.table.LockName;

/**
 * A lock that is held and renewed.
 *
 * @param token the fencing token: give it to whatever the lock protects
 */
public record LockHandle(
    LockName lock, String owner, long token, ActorRef<LockHolder.Command> holder) {

  /** Gives it back; the listener hears {@link LockHolder.Released}. Again is of no harm. */
  public void release() {
    holder.tell(LockHolder.Release.INSTANCE);
  }
}
