package conclave.samples.first;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import java.time.Duration;

/** Keeps the door, of which there is one in the whole cluster, whenever nobody else does. */
public final class Porter {

  private static final LockName DOOR = new LockName(Space.LOCK, "door");
  private static final Duration TTL = Duration.ofSeconds(2);
  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  private Porter() {}

  /**
   * @param name of its node
   * @param hall hears what it does
   */
  public static Behavior<LockHolder.Event> create(
      String name, ActorRef<Locks.Command> locks, ActorRef<String> hall) {
    return Behaviors.setup(
        context -> {
          // No two porters may call themselves the same, not even two of one node.
          String owner = name + "-" + context.getSystem().startTime();
          Locks.Hold hold = new Locks.Hold(DOOR, owner, TTL, FOR_EVER, context.getSelf());
          locks.tell(hold);
          return Behaviors.receiveMessage(
              event -> {
                if (event instanceof LockHolder.Held held) {
                  hall.tell(name + " keeps the door, token " + held.handle().token());
                } else if (event instanceof LockHolder.Lost lost) {
                  hall.tell(name + " has lost the door: " + lost.reason());
                  locks.tell(hold);
                } else {
                  context.scheduleOnce(A_MOMENT, locks, hold); // not held: once more
                }
                return Behaviors.same();
              });
        });
  }
}
