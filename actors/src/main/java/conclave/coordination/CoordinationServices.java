package conclave.coordination;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import conclave.election.ElectionSettings;
import conclave.election.LeaderElection;
import conclave.lock.LockClock;
import conclave.lock.LockSettings;
import conclave.lock.Locks;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Gateway;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The locks and elections of a node and their supervision.
 *
 * <table>
 * <caption>Who lives how long, and what happens when it dies</caption>
 * <tr><th>actor</th><th>lives</th><th>if it dies</th></tr>
 * <tr><td>LockClock</td><td>as long as the node</td><td>restarted after a back-off; begins with the
 *     whole table and gives every grant its whole time afresh</td></tr>
 * <tr><td>Locks</td><td>as long as the node</td><td>restarted after a back-off, mail is kept; who
 *     asks or waits is told Unknown, holders say Lost, and the cluster's grants run out by
 *     themselves</td></tr>
 * <tr><td>LockHolder</td><td>one lock that is wanted or held</td><td>its listener hears Lost
 *     (NotHeld, where it did not hold yet), and the cluster's grant runs out by itself</td></tr>
 * <tr><td>LeaderElection</td><td>as long as the node</td><td>restarted after a back-off; leaders of
 *     this node are deposed, campaigns and observations go on by themselves</td></tr>
 * <tr><td>Candidacy</td><td>one campaign</td><td>deposed if it leads, its lock is given back, and
 *     another takes up the campaign after a moment</td></tr>
 * </table>
 *
 * @param locks takes requests
 * @param clock keeps the time; whoever holds locks does not need it
 * @param elections takes campaigns and observers
 */
public record CoordinationServices(
    ActorRef<Locks.Command> locks,
    ActorRef<LockClock.Command> clock,
    ActorRef<LeaderElection.Command> elections) {

  /** The names among the system actors. */
  public static final String LOCKS = "conclave-locks";

  public static final String CLOCK = "conclave-lock-clock";

  public static final String ELECTIONS = "conclave-elections";

  /**
   * What a node gives.
   *
   * @param group which holds the locks
   * @param gateway to that group
   * @param nanoClock monotonic
   * @param random tells campaigns apart; two processes must not draw alike
   */
  public record Setup(
      NodeId self,
      String group,
      ActorRef<Gateway.Command> gateway,
      LockSettings locks,
      ElectionSettings elections,
      LongSupplier nanoClock,
      RandomGenerator random) {}

  /** Starts them; once in an ActorSystem. */
  public static CoordinationServices start(ActorSystem<?> system, Setup setup) {
    int mail = setup.locks().maxWaiting();
    LockClock.Setup clockSetup =
        new LockClock.Setup(
            setup.self(),
            setup.group(),
            setup.gateway(),
            setup.locks().expiry(),
            setup.nanoClock());
    ActorRef<LockClock.Command> clock =
        system.systemActorOf(supervised(LockClock.create(clockSetup), mail), CLOCK, Props.empty());
    Locks.Setup locksSetup =
        new Locks.Setup(
            setup.group(), setup.gateway(), Optional.of(clock), setup.locks(), setup.nanoClock());
    ActorRef<Locks.Command> locks =
        system.systemActorOf(supervised(Locks.create(locksSetup), mail), LOCKS, Props.empty());
    LeaderElection.Setup electionSetup =
        new LeaderElection.Setup(setup.group(), locks, setup.elections(), setup.random());
    ActorRef<LeaderElection.Command> elections =
        system.systemActorOf(
            supervised(LeaderElection.create(electionSetup), mail), ELECTIONS, Props.empty());
    return new CoordinationServices(locks, clock, elections);
  }

  /**
   * They restart in place, since others keep their references.
   *
   * @param mail how many messages are kept meanwhile
   */
  private static <T> Behavior<T> supervised(Behavior<T> behavior, int mail) {
    return Behaviors.supervise(behavior)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(50), Duration.ofSeconds(5), 0.1)
                .withStashCapacity(mail));
  }
}
