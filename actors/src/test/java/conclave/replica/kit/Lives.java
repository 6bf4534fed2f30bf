package conclave.replica.kit;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Restarts an actor at once, and counts its lives, so that a test notices a death it did not plan.
 */
public final class Lives {
  private final AtomicInteger lives = new AtomicInteger();

  public <T> Behavior<T> of(Behavior<T> behavior) {
    Behavior<T> counted =
        Behaviors.setup(
            context -> {
              lives.incrementAndGet();
              return behavior;
            });
    return Behaviors.supervise(counted).onFailure(SupervisorStrategy.restart());
  }

  public int count() {
    return lives.get();
  }
}
