package conclave.lock;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Gateway;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The lock service of a node and its supervision.
 *
 * <table>
 * <caption>Who lives how long, and what happens when it dies</caption>
 * <tr><th>actor</th><th>lives</th><th>if it dies</th></tr>
 * <tr><td>LockClock</td><td>as long as the node</td><td>restarted after a back-off; begins with the
 *     whole table and gives every grant its whole time afresh</td></tr>
 * <tr><td>Locks</td><td>as long as the node</td><td>restarted after a back-off; requests under way
 *     are not answered, holders hear Lost, and the cluster's grants run out by themselves</td></tr>
 * <tr><td>LockHolder</td><td>one lock that is held</td><td>its listener hears Lost, and the
 *     cluster's grant runs out by itself</td></tr>
 * </table>
 *
 * @param locks takes requests
 * @param clock keeps the time; whoever holds locks does not need it
 */
public record LockServices(ActorRef<Locks.Command> locks, ActorRef<LockClock.Command> clock) {

  /** The names among the system actors. */
  public static final String LOCKS = "conclave-locks";

  public static final String CLOCK = "conclave-lock-clock";

  /**
   * What a node gives.
   *
   * @param group which holds the locks
   * @param gateway to that group
   * @param nanoClock monotonic
   */
  public record Setup(
      NodeId self,
      String group,
      ActorRef<Gateway.Command> gateway,
      LockSettings settings,
      LongSupplier nanoClock) {}

  /** Starts them; once in an ActorSystem. */
  public static LockServices start(ActorSystem<?> system, Setup setup) {
    LockClock.Setup clockSetup =
        new LockClock.Setup(
            setup.self(),
            setup.group(),
            setup.gateway(),
            setup.settings().expiry(),
            setup.nanoClock());
    ActorRef<LockClock.Command> clock =
        system.systemActorOf(supervised(LockClock.create(clockSetup)), CLOCK, Props.empty());
    Locks.Setup locksSetup =
        new Locks.Setup(
            setup.group(),
            setup.gateway(),
            Optional.of(clock),
            setup.settings(),
            setup.nanoClock());
    ActorRef<Locks.Command> locks =
        system.systemActorOf(supervised(Locks.create(locksSetup)), LOCKS, Props.empty());
    return new LockServices(locks, clock);
  }

  /** They restart in place, since others keep their references. */
  private static <T> Behavior<T> supervised(Behavior<T> behavior) {
    return Behaviors.supervise(behavior)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(50), Duration.ofSeconds(5), 0.1));
  }
}
