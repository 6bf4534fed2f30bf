package conclave.async;

import akka.actor.typed.ActorSystem;
import conclave.async.internal.Errands;
import conclave.lock.table.LockName;
import conclave.node.ClusterServices;

/**
 * The services for code that is no actor: a call gives a stage, which completes with the reply that
 * an actor would get, by its deadline or a moment after it. Only what is no request at all, such as
 * one with a null in it, fails: the call, or its stage. Inside an actor use the messages
 * themselves.
 *
 * <p>Thread-safe, and nothing blocks. What depends on a stage runs on a thread of the ActorSystem
 * and must not block either; say {@code thenApplyAsync} where it does. A stage that is cancelled,
 * through {@code toCompletableFuture()}, waits no more: nor does the caller stand in the queue of a
 * lock. Whether the request is done nobody knows then.
 *
 * <p>More calls than {@code conclave.async} allows are rejected as overload.
 */
public final class Async {

  private final Errands errands;
  private final ClusterServices services;

  private Async(Errands errands, ClusterServices services) {
    this.errands = errands;
    this.services = services;
  }

  /**
   * @param system runs the calls
   * @param services of a node in it, or of a test's cluster in memory
   */
  public static Async of(ActorSystem<?> system, ClusterServices services) {
    return new Async(Errands.get(system), services);
  }

  /**
   * A replicated map.
   *
   * @param name 1 to 1,024 bytes of UTF-8
   */
  public AsyncMap map(String name) {
    return new AsyncMap(errands, services.maps(), name);
  }

  /**
   * A lock, for one owner of it.
   *
   * @param name 1 to 1,024 bytes of UTF-8, else an IllegalArgumentException
   * @param owner 1 to 256 bytes of UTF-8; whoever says the same name is the same owner, wherever
   */
  public AsyncLock lock(String name, String owner) {
    return new AsyncLock(errands, services.locks(), LockName.of(name), owner);
  }

  /**
   * An election. To lead in one takes an actor, since it must hear at any moment that it leads no
   * more.
   *
   * @param name 1 to 1,024 bytes of UTF-8
   */
  public AsyncElection election(String name) {
    return new AsyncElection(errands, services.elections(), name);
  }
}
