package conclave.samples.quickstart;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.node.ClusterServices;
import java.time.Duration;

/** Of all keepers in the cluster, one at a time has the keys. */
public final class Keeper {

  private Keeper() {}

  public static void main(String[] arguments) {
    ActorSystem.create(create(), "shop", ConfigFactory.load("quickstart"));
  }

  static Behavior<LockHolder.Event> create() {
    return Behaviors.setup(
        context -> {
          ClusterServices cluster = ClusterServices.get(context.getSystem()); // starts the node
          LockName keys = LockName.of("keys");
          String owner = owner(context.getSystem());
          Duration ttl = Duration.ofSeconds(5);
          Duration wait = Duration.ofHours(1);
          Locks.Hold hold = new Locks.Hold(keys, owner, ttl, wait, context.getSelf());
          cluster.locks().tell(hold);
          return Behaviors.receiveMessage(
              event -> {
                if (event instanceof LockHolder.Held held) {
                  context.getLog().info("{} has the keys, token {}", owner, held.handle().token());
                } else { // no cluster yet, or lost: ask again
                  context.getLog().info("{} has no keys: {}", owner, event);
                  context.scheduleOnce(Duration.ofMillis(500), cluster.locks(), hold);
                }
                return Behaviors.same();
              });
        });
  }

  /** No two may have the same, nor one that was started again. */
  static String owner(ActorSystem<?> system) {
    return system.address().hostPort() + " since " + system.startTime();
  }
}
